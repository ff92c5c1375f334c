import type { KnownKeys } from './conditions/index.ts'
import { compileStatement, type PolicyKind, type Statement } from './statement.ts'
import { type Place, unsupported } from './unsupported.ts'

const VERSIONS = ['2012-10-17', '2008-10-17']

/**
 * Compiles a policy document.
 * @throws {UnsupportedPolicyError} naming policy, statement (from 1) and what is not known about it.
 */
export function compilePolicy(
  document: unknown,
  kind: PolicyKind,
  place: Place,
  isKnownKey: KnownKeys,
): readonly Statement[] {
  const { Version = '2008-10-17', Statement, Id: _, ...rest } = (document ?? {}) as Record<string, unknown>
  const [unknown] = Object.keys(rest)
  if (unknown) unsupported(place, `the element ${unknown} is not known`)
  if (!VERSIONS.includes(String(Version))) unsupported(place, `Version ${Version} is not known`)
  const statements = Array.isArray(Statement) ? Statement : [Statement]
  return statements.map((statement: unknown, index) => {
    const here = `${place}, statement ${index + 1}${sidOf(statement)}`
    if (typeof statement !== 'object' || statement === null) return unsupported(here, 'it is not an object')
    return compileStatement(statement as Record<string, unknown>, kind, here, isKnownKey)
  })
}

function sidOf(statement: unknown): string {
  const sid = (statement as { Sid?: unknown } | null)?.Sid
  return typeof sid === 'string' ? ` (${sid})` : ''
}
