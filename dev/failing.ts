import { type FailureDrill, parseDrill } from '../lambdas/runtime/declarations/drill.ts'
import { services } from '../lib/services.ts'
import { UsageError } from '../local/usage/usage-error.ts'

export interface Failing {
  readonly consumer: string
  readonly drill: FailureDrill
}

/** Reads `notification=0.3,payment=1:permanent`. @throws {UsageError} that says what is allowed. */
export function parseFailing(text: string): Failing[] {
  const known = services.flatMap((service) => service.consumers.map(({ name }) => name))
  const failing = text.split(',').map((part): Failing => {
    const [consumer = '', share = '', ...more] = part.trim().split('=')
    const drill = more.length === 0 ? parseDrill(share) : undefined
    if (!known.includes(consumer)) {
      throw new UsageError(`--fail "${part}": there is no consumer "${consumer}"; there are: ${known.join(', ')}.`)
    }
    if (!drill) {
      throw new UsageError(
        `--fail "${part}": expected <consumer>=<share above 0 up to 1>, such as ${consumer}=0.3, or ${consumer}=0.3:permanent.`,
      )
    }
    return { consumer, drill }
  })
  const twice = failing.find(({ consumer }, index) => failing.findIndex((one) => one.consumer === consumer) < index)
  if (twice) throw new UsageError(`--fail names "${twice.consumer}" twice.`)
  return failing
}
