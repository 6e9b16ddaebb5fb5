/** A certificate as a file, as a table and as one line. In: a certificate. Out: text. */
import type { Certificate } from '../../certify/report.js'
import { prettyJson } from '../emit/json.js'
import { table } from './table.js'

/** Where a build keeps what is said of it. */
export const certificateFile = 'certificate.json'

export const certificateText = (certificate: Certificate): string =>
  `${prettyJson(certificate)}\n`.replace(/\n+$/, '\n')

const power = (bound: number | null): string => (bound === null ? '' : bound.toExponential(1))

export function describeCertificate(certificate: Certificate): string {
  const { entries, derivatives, refusals, total } = certificate
  const rows = entries.flatMap(({ entry, kernels }) =>
    kernels.map(({ kernel, label, weight, bound, informative, reason }) => [
      entry,
      kernel.slice(0, 40),
      weight === undefined ? label : `${label} ${weight.toFixed(3)}`,
      power(bound),
      String(informative),
      reason ?? '',
    ]),
  )
  const parts = [
    `${certificate.program} on ${certificate.target}, modulo ${certificate.primes.join(', ')}`,
    table(
      [
        { title: 'entry' },
        { title: 'kernel' },
        { title: 'label' },
        { title: 'bound', align: 'right' },
        { title: 'trials', align: 'right' },
        { title: '' },
      ],
      rows,
    ),
    derivatives
      .map(({ statement, of, informative }) => `statement ${statement}: ${of}: ${informative} trials agree`)
      .join('\n'),
    memoryLine(certificate),
    refusals.map(({ entry, kernel, message }) => `REFUSED ${entry}, ${kernel}: ${message}`).join('\n'),
    certificateLine(certificate),
    `not covered: ${certificate.notCovered.join('; ')}`,
  ]
  return parts.filter((part) => part !== '' && total.kernels >= 0).join('\n\n')
}

function memoryLine({ memory }: Certificate): string {
  if (memory === null) return ''
  const { accesses, byIntervals, byTrial, sharing } = memory
  return `memory: ${accesses} reads and writes proven inside their buffers (${byIntervals} by intervals, ${byTrial} at every point); ${sharing} pairs of buffers share memory, never at once`
}

/** `33 kernels: 25 certified, 8 above weight 0.236, 0 tested; bound 1.5e-11` */
export function certificateLine({ total, refusals }: Certificate): string {
  const above = total.aboveWeight === 0 ? '' : `, ${total.aboveWeight} above branch weight ${total.weight.toFixed(3)}`
  const refused = refusals.length === 0 ? '' : `, ${refusals.length} REFUSED`
  return `${total.kernels} kernels: ${total.certified} certified${above}, ${total.tested} tested${refused}; bound ${power(total.bound)}`
}
