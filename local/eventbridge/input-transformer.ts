import type { InputTransformer } from './model.ts'

/** Names of variables that EventBridge gives by itself. The local runtime knows none of them. */
const RESERVED = /^aws\./i

/** Most entries of `InputPathsMap`. Source: https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_InputTransformer.html */
const MOST_PATHS = 100

const PLACEHOLDER = /<([^<>]*)>/g

/** What EventBridge refuses when a target is put, and what is not known here. */
export function* transformerProblems(id: string, transformer: InputTransformer): Iterable<string> {
  for (const reason of reasonsAgainst(transformer)) yield `Invalid InputTemplate for target ${id} : [${reason}].`
}

function* reasonsAgainst({ InputPathsMap = {}, InputTemplate }: InputTransformer): Iterable<string> {
  const names = Object.keys(InputPathsMap)
  if (names.length > MOST_PATHS) yield `InputPathsMap has ${names.length} entries, at most ${MOST_PATHS} are allowed`
  for (const [name, path] of Object.entries(InputPathsMap)) {
    if (RESERVED.test(name)) yield `the name ${name} is reserved`
    if (!/^\$(\.[\w-]+)*$/.test(path)) yield `${path} is not a JSON path in dot notation`
  }
  for (const [, name = ''] of InputTemplate.matchAll(PLACEHOLDER)) {
    if (RESERVED.test(name)) yield `the variable ${name} is not supported by the local runtime`
    if (!names.includes(name)) yield `placeholder ${name} has no entry in InputPathsMap`
  }
  const filled = InputTemplate.replace(PLACEHOLDER, (_, __, at: number) => (isInString(InputTemplate, at) ? 'x' : '0'))
  try {
    JSON.parse(filled)
  } catch {
    if (InputTemplate.trimStart().startsWith('{')) yield 'the template is not valid JSON'
  }
}

/**
 * Builds the input of the target. A variable by itself stands for the part of the event as JSON; in quotation marks it stands for its
 * text.
 */
export function transform({ InputPathsMap = {}, InputTemplate }: InputTransformer, event: object): string {
  return InputTemplate.replace(PLACEHOLDER, (_, name: string, at: number) => {
    const value = partOf(event, InputPathsMap[name] ?? '')
    if (value === undefined) return ''
    if (!isInString(InputTemplate, at)) return JSON.stringify(value)
    const text = typeof value === 'string' ? value : JSON.stringify(value)
    return JSON.stringify(text).slice(1, -1)
  })
}

/** The value at the path `$.a.b`. */
export const partOf = (value: unknown, path: string): unknown =>
  path
    .split('.')
    .slice(1)
    .reduce<unknown>((part, name) => (part as Record<string, unknown> | null | undefined)?.[name], value)

function isInString(template: string, at: number): boolean {
  const before = template.slice(0, at).replaceAll(/\\./g, '')
  return (before.split('"').length - 1) % 2 === 1
}
