import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Grant, GrantLine } from '../local/index.ts'
import { grantRecordDir } from './grant-record-dir.ts'

/** Compares what the roles of the template grant with what the end-to-end suite used of it. */
function main(): number {
  const files = globSync('*.jsonl', { cwd: grantRecordDir })
  const lines = files.flatMap((file) =>
    readFileSync(join(grantRecordDir, file), 'utf8')
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as GrantLine),
  )
  const { granted, unused, explained } = compare(lines)
  if (granted === 0) {
    process.stderr.write('Nothing is recorded of what functions may do: run npm run test:e2e first.\n')
    return 2
  }
  for (const { holder, action, resource } of unused) {
    process.stderr.write(`${holder}: ${action} on ${resource} is granted, and no test used it\n`)
  }
  if (unused.length > 0) {
    process.stderr.write(
      `${unused.length} of ${granted} grants are unused. Take each out of lib/functions/*-access.ts, use it in a test of test/e2e, or say there why none can (unseen).\n`,
    )
    return 1
  }
  process.stdout.write(`${granted - explained} of ${granted} grants are used by a test, ${explained} say why not.\n`)
  return 0
}

const keyOf = ({ role, action, resource }: Pick<Grant, 'role' | 'action' | 'resource'>) =>
  `${role} ${action} ${resource}`

interface Comparison {
  readonly granted: number
  readonly unused: readonly Grant[]
  /** Used by no test, and said why: proven by another grant, or by nothing. */
  readonly explained: number
}

/** Several runtimes were started with the same roles: what one of them used is used. */
export function compare(lines: readonly GrantLine[]): Comparison {
  const grants = new Map<string, Grant>()
  const used = new Set<string>()
  for (const line of lines) {
    if ('granted' in line) grants.set(keyOf(line.granted), line.granted)
    else used.add(keyOf(line.used))
  }
  const provenForAll = new Set(
    [...grants].flatMap(([key, { action, unseen }]) =>
      unseen?.sameAs?.holders !== undefined && used.has(key) ? [`${unseen.sameAs.holders} ${action}`] : [],
    ),
  )
  const isProven = ([key, grant]: [string, Grant]): boolean => {
    if (used.has(key)) return true
    if (!grant.unseen) return false
    const { sameAs } = grant.unseen
    // A reason alone counts only where nothing else can prove the grant.
    if (!sameAs) return grant.unseen.reason !== undefined
    const { actions = [grant.action], holders } = sameAs
    return actions.some((action) => used.has(keyOf({ ...grant, action })) || provenForAll.has(`${holders} ${action}`))
  }
  const unused = [...grants].filter((one) => !isProven(one)).map(([, grant]) => grant)
  const notUsed = [...grants.keys()].filter((key) => !used.has(key)).length
  return { granted: grants.size, unused, explained: notUsed - unused.length }
}

if (import.meta.main) process.exitCode = main()
