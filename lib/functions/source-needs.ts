import { readFileSync, statSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import type { VariableName } from '../../lambdas/runtime/declarations/variables.ts'

/** What a function's own source shows that it needs: a variable, a secret, a breaker, or that it may append events or send commands. */
export interface SourceNeed {
  readonly what:
    | { readonly variable: VariableName }
    | { readonly ownVariable: string }
    | { readonly secret: string }
    | { readonly breaker: string }
    | 'append'
    | 'send'
  /** The call that shows it, e.g. `effects.send`. */
  readonly call: string
  /** Relative to the project. */
  readonly file: string
}

const COMMENT = /\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm
/** Imports of types are not loaded, and so is what stands in their modules. */
const TYPES = /^(?:import|export) type [^'"]*['"][^'"]*['"]/gm
const LOADED = /(?:\bfrom|\bimport|\bimport\() ?['"](\.[^'"]+)['"]/g
const CALLS: readonly (readonly [pattern: RegExp, what: SourceNeed['what']])[] = [
  [/\beffects\.append(?=\()/, 'append'],
  [/\{[^{}]*\bappend\b[^{}]*\} = (?:\w+\.)?effects\b/, 'append'],
  [/\{[^{}]*\bsend\b[^{}]*\} = (?:\w+\.)?effects\b/, 'send'],
  [/\bdecideAndAppend\w*(?=\()/, 'append'],
  [/\beffects\.send(?=\()/, 'send'],
  [/\bsystemDeadlines(?=\()/, { variable: 'SCHEDULE_GROUP' }],
  [/\bsystemEventStore(?=\()/, { variable: 'EVENT_TABLE' }],
  [/\bcontext\.eventStore\.(?:load|first|read)(?=\()/, { variable: 'EVENT_TABLE' }],
]
const BREAKER = /\bbreaker\(['"]([\w-]+)['"]\)/g
const VARIABLE = /\bvariable\(['"](\w+)['"]\)/g
const OWN_VARIABLE = /\bownVariable\(['"](\w+)['"]\)/g
/** A call with a schema is often longer than a line. */
const SECRET = /\bsecret(?:<[^()]*>)?\(\s*['"]([^'"]+)['"]\s*(?=[,)])/g

/**
 * Reads the files of a service that a function loads, by their text. Files of the runtime are left out: it asks for what the declaration
 * grants only.
 * @param root absolute path of the project.
 * @param entry relative to `lambdas/`, e.g. `labels/handler.ts`.
 */
export function sourceNeeds(root: string, entry: string): SourceNeed[] {
  const [service = ''] = entry.split('/')
  const folder = join(root, 'lambdas', service, '/')
  const seen = new Set<string>()
  const needs: SourceNeed[] = []
  const ahead = [join(root, 'lambdas', entry)]
  for (let path = ahead.pop(); path !== undefined; path = ahead.pop()) {
    const file = fileAt(path)
    // A file that does not exist is reported by the bundler.
    if (file === undefined || seen.has(file) || !file.startsWith(folder)) continue
    seen.add(file)
    const text = readFileSync(file, 'utf8').replace(COMMENT, '').replace(TYPES, '')
    for (const [, target = ''] of text.matchAll(LOADED)) ahead.push(join(dirname(file), target))
    needs.push(...needsOf(text).map((need) => ({ ...need, file: relative(root, file) })))
  }
  return needs
}

/** The file that the bundler takes for what an import says, which may leave out the ending, or name a folder with an `index.ts`. */
const fileAt = (path: string): string | undefined =>
  [path, `${path}.ts`, join(path, 'index.ts')].find((file) => statSync(file, { throwIfNoEntry: false })?.isFile())

function needsOf(text: string): Omit<SourceNeed, 'file'>[] {
  const calls = CALLS.flatMap(([pattern, what]) => {
    const [call] = pattern.exec(text) ?? []
    return call === undefined ? [] : [{ what, call }]
  })
  const variables = [...text.matchAll(VARIABLE)].map(([call, name]) => ({
    what: { variable: name as VariableName },
    call,
  }))
  const named = <What extends SourceNeed['what']>(pattern: RegExp, whatOf: (name: string) => What) =>
    [...text.matchAll(pattern)].map(([call, name = '']) => ({ what: whatOf(name), call }))
  return [
    ...calls,
    ...variables,
    ...named(OWN_VARIABLE, (ownVariable) => ({ ownVariable })),
    ...named(SECRET, (secret) => ({ secret })).map((need) => ({ ...need, call: `secret('${need.what.secret}')` })),
    ...named(BREAKER, (breaker) => ({ breaker })),
  ]
}
