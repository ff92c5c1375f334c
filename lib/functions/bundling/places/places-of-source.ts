import { createHash } from 'node:crypto'
import { parseAst } from 'rolldown/parseAst'

/** Where in a source file something stands, in words that survive changes elsewhere in the file. */
export interface SourcePlace {
  /** Name of the innermost named function around it, e.g. `Account.charge`; empty outside of any function. */
  readonly name: string
  /** Hash of what the statement says, without the statements inside it, and without comments, types and white space. */
  readonly statement: string
}

/** Line from 1, column from 0, as source maps count them. Places of one statement are one object. */
export type PlaceAt = (line: number, column: number) => SourcePlace | undefined

interface Node {
  readonly type: string
  readonly start: number
  readonly end: number
}

type Parts = Readonly<Record<string, unknown>>

interface Statement extends Node {
  readonly name: string
  readonly inner: Statement[]
  /** Its parts: kinds of nodes, names, values, operators. */
  readonly words: string[]
  /** Made when it is first asked for. */
  place?: SourcePlace
}

const HASH_CHARACTERS = 6

/** @param file decides the language by its extension. @throws {Error} for what cannot be parsed. */
export function placesOfSource(file: string, text: string): PlaceAt {
  const root: Statement = { type: 'Program', start: 0, end: text.length, name: '', inner: [], words: [] }
  collect(parseAst(text, { lang: file.endsWith('.tsx') ? 'tsx' : 'ts' }, file), root, [])
  const lineStarts = [0, ...[...text.matchAll(/\n/g)].map(({ index }) => index + 1)]
  return (line, column) => {
    const lineStart = lineStarts[line - 1]
    if (lineStart === undefined) return undefined
    const statement = innermost(root, lineStart + column)
    statement.place ??= { name: statement.name, statement: hashOf(statement.words) }
    return statement.place
  }
}

function innermost(outer: Statement, at: number): Statement {
  const inner = outer.inner.find(({ start, end }) => start <= at && at < end)
  return inner ? innermost(inner, at) : outer
}

const hashOf = (words: readonly string[]): string =>
  createHash('sha256').update(words.join(' ')).digest('hex').slice(0, HASH_CHARACTERS)

/** Kinds of nodes that leave nothing in the emitted code. */
const TYPES = new Set(['typeAnnotation', 'returnType', 'typeParameters', 'typeArguments', 'implements'])

function collect(value: unknown, outer: Statement, names: readonly string[]): void {
  if (Array.isArray(value)) {
    for (const one of value) collect(one, outer, names)
    return
  }
  if (!isNode(value)) return
  const parts = value as Node & Parts
  const within = [...names, ...nameOf(parts)]
  const own = isStatement(parts) ? addStatement(outer, parts, within) : outer
  own.words.push(...wordsOf(parts))
  for (const [key, part] of Object.entries(parts)) {
    if (TYPES.has(key)) continue
    // The expression that an arrow function without braces returns is a statement of its own.
    const isBody = key === 'body' && parts.type === 'ArrowFunctionExpression' && isNode(part) && !isBlock(part)
    collect(part, isBody ? addStatement(own, part, within) : own, within)
  }
}

function addStatement(outer: Statement, { type, start, end }: Node, names: readonly string[]): Statement {
  const statement: Statement = { type, start, end, name: names.join('.'), inner: [], words: [] }
  outer.inner.push(statement)
  return statement
}

const WORDS = ['name', 'operator', 'kind', 'raw', 'optional'] as const

const wordsOf = ({ type, value, ...parts }: Node & Parts): string[] => [
  ...(type.startsWith('TS') ? [] : [type]),
  ...WORDS.flatMap((key) => (parts[key] === undefined ? [] : [String(parts[key])])),
  // One text part of a template literal.
  ...(isPiece(value) ? [value.raw] : []),
]

const isPiece = (value: unknown): value is { readonly raw: string } =>
  typeof value === 'object' && value !== null && 'raw' in value && typeof value.raw === 'string' && !isNode(value)

const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && 'type' in value && 'start' in value && 'end' in value

const isBlock = ({ type }: Node): boolean => type === 'BlockStatement'

const isStatement = (node: Node): boolean =>
  (node.type.endsWith('Statement') && !isBlock(node)) ||
  ['VariableDeclaration', 'PropertyDefinition', 'MethodDefinition', 'FunctionDeclaration'].includes(node.type)

/** A function has its own name, or that of the variable, member or property that holds it. */
function nameOf({ type, id, key, init, value }: Parts): string[] {
  const holder = type === 'VariableDeclarator' ? id : key
  const held = type === 'VariableDeclarator' ? init : value
  if (type === 'FunctionDeclaration' || type === 'ClassDeclaration') return textOf(id)
  return isNode(held) && /Function|ClassExpression/.test(held.type) ? textOf(holder) : []
}

const textOf = (identifier: unknown): string[] => {
  const { name, value } = (identifier ?? {}) as Parts
  return [name ?? value].filter((text) => typeof text === 'string')
}
