import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import * as z from 'zod/mini'
import { rules } from '../compare/rules.ts'
import { nameOf } from '../contract.ts'
import { ContractFileError } from '../released/contract-files.ts'
import { type Breakage, gateRules } from './breakage.ts'

const ruleIds: readonly string[] = [...Object.keys(rules), ...Object.keys(gateRules)]

const exception = z.strictObject({
  rule: z.enum(ruleIds as [string, ...string[]], { error: `must be one of ${ruleIds.join(', ')}` }),
  type: z.string(),
  version: z.int().check(z.positive()),
  /** Where, as the check prints it; the empty text is the whole. */
  pointer: z.string(),
  reason: z.string().check(z.minLength(10, 'must say why, in ten characters or more')),
  /** Last day, UTC, on which it counts. */
  expires: z.iso.date(),
})

export type Exception = z.infer<typeof exception>

/** `contracts/exceptions.json`, the one file there that is written by hand. None where it is absent. @throws {ContractFileError} */
export async function readExceptions(directory: string): Promise<readonly Exception[]> {
  const file = join(directory, 'exceptions.json')
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '[]'
    throw error
  })
  const parsed = z.array(exception).safeParse(jsonOf(text))
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  throw new ContractFileError(`contracts/exceptions.json, /${issue?.path.join('/') ?? ''}: ${issue?.message}.`)
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new ContractFileError(`contracts/exceptions.json is not JSON: ${(error as Error).message}.`)
  }
}

export interface Excused {
  readonly breakages: readonly Breakage[]
  readonly excused: readonly Breakage[]
  /** Exceptions that excuse nothing, or no longer, each with what to do about it. */
  readonly notes: readonly string[]
}

/** @param today `YYYY-MM-DD`, UTC. */
export function applyExceptions(
  breakages: readonly Breakage[],
  exceptions: readonly Exception[],
  today: string,
): Excused {
  const current = exceptions.filter(({ expires }) => expires >= today)
  const covers = ({ rule, type, version, pointer }: Exception, breakage: Breakage): boolean =>
    rule === breakage.rule &&
    type === breakage.contract.type &&
    version === breakage.contract.version &&
    pointer === breakage.pointer
  const notes = exceptions.flatMap((one) => {
    const name = `The exception of ${one.rule} for ${nameOf({ kind: 'event', ...one })}${one.pointer && ` at ${one.pointer}`}`
    if (one.expires < today) return [`${name} expired on ${one.expires}: ${one.reason}`]
    return breakages.some((breakage) => covers(one, breakage)) ? [] : [`${name} excuses nothing any more: remove it.`]
  })
  const isExcused = (breakage: Breakage) => current.some((one) => covers(one, breakage))
  return { breakages: breakages.filter((one) => !isExcused(one)), excused: breakages.filter(isExcused), notes }
}
