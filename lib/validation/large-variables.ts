import { resourcesOf, type Template, valueAt } from './template.ts'
import type { TemplateProblem } from './template-checks.ts'

/**
 * https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html: "Function environment variables: 4 KB, for all environment
 * variables associated with the function, in aggregate". They are counted as JSON: "This includes key names, values, quotes, commas, and
 * brackets" (https://docs.aws.amazon.com/lambda/latest/dg/troubleshooting-deployment.html).
 */
const MOST_BYTES = 4096

/**
 * Bytes of what only the deployment knows: the address of a queue whose name is as long as it may be, 80 characters, in the region with the
 * longest name. Most others are shorter.
 */
const UNKNOWN_BYTES = 'https://sqs.ap-southeast-1.amazonaws.com/123456789012/'.length + 80

/** The quotes around a name and its value, the colon between them, and the comma after them. */
const PUNCTUATION_BYTES = '"":"",'.length
/** The brackets around all of them, less the comma that the last one does not have. */
const BRACKETS_BYTES = '{}'.length - ','.length

/** Functions whose environment variables may be more than Lambda takes, which it tells only when they are deployed. */
export const largeVariables = (template: Template): TemplateProblem[] =>
  resourcesOf(template, 'AWS::Lambda::Function').flatMap(({ id, properties }) => {
    const variables = Object.entries(valueAt(properties, 'Environment', 'Variables') ?? {})
    const sizes = variables.map(([name, value]) => ({
      name,
      bytes: PUNCTUATION_BYTES + bytesOf(name) + bytesOf(value),
    }))
    const bytes = sizes.reduce((sum, one) => sum + one.bytes, BRACKETS_BYTES)
    if (bytes <= MOST_BYTES) return []
    const largest = sizes.reduce((one, other) => (other.bytes > one.bytes ? other : one))
    return {
      resource: id,
      problem: `${id}: its environment variables may have ${bytes} bytes, ${largest.bytes} of them in ${largest.name}; ${MOST_BYTES} are allowed.`,
      fix: fixOf(largest.name),
    }
  })

const fixOf = (variable: string): string =>
  variable === 'COMMAND_QUEUES'
    ? 'let fewer consumers take commands, one for a service, or give the others a stage of their own'
    : `make ${variable} smaller, or keep it where the function can read it`

/** Within a JSON text, whose quotes around the value are not counted here. */
function bytesOf(value: unknown): number {
  if (typeof value === 'string') return Buffer.byteLength(JSON.stringify(value)) - '""'.length
  const parts = valueAt(value, 'Fn::Join')
  if (!Array.isArray(parts)) return UNKNOWN_BYTES
  const [separator, values] = parts as [string, unknown[]]
  return values.reduce<number>((sum, part) => sum + bytesOf(part), separator.length * Math.max(0, values.length - 1))
}
