import type { Contract } from '../contract.ts'
import type { Breakage } from './breakage.ts'

/** What is wrong with an example that its own schema refuses. Types do not see it: a pattern, a length, a range. */
export function refusedExample({ kind, type, version, example, parse }: Contract): Breakage | undefined {
  if (example === undefined) return undefined
  try {
    parse(example)
    return undefined
  } catch (error) {
    const message = `its own schema refuses the example: ${reasonOf(error)}`
    return { rule: 'EXAMPLE_REFUSED', contract: { kind, type, version }, pointer: '', message }
  }
}

/** In one line: zod puts a list of its issues, as JSON, into its message. */
export function reasonOf(error: unknown): string {
  const { issues } = error as { readonly issues?: readonly { path: readonly PropertyKey[]; message: string }[] }
  const [issue] = issues ?? []
  if (issue) return `/${issue.path.map(String).join('/')}: ${issue.message}`
  return error instanceof Error ? error.message : String(error)
}
