import { readFile } from 'node:fs/promises'
import { expect, it } from 'vitest'
import { rules } from '../../../ops/contracts/compare/rules.ts'
import { contractsOf } from '../../../ops/contracts/contract.ts'
import { gateRules } from '../../../ops/contracts/gate/breakage.ts'
import { checkContracts } from '../../../ops/contracts/gate/check.ts'
import { meaningRules } from '../../../ops/contracts/gate/meaning-rules.ts'
import { releaseOf } from '../../../ops/contracts/gate/release.ts'
import { describeBreakages } from '../../../ops/contracts/gate/report.ts'
import { mistakes, released } from './mistakes.ts'

const page = await readFile('docs/changing-an-event.md', 'utf8')

/** What the page shows under the heading of a mistake. */
const shown = (mistake: string): string | undefined =>
  page
    .split(/^### /m)
    .find((part) => part.toLowerCase().startsWith(mistake))
    ?.match(/```text\n([\s\S]*?)\n```/)?.[1]

it.each(Object.entries(mistakes))('docs/changing-an-event.md shows what the check says of %s', (mistake, events) => {
  const files = contractsOf(released, []).flatMap((contract) => releaseOf(contract, undefined, '2026-11-02') ?? [])
  const { breakages } = checkContracts(contractsOf(events, []), files)
  expect(breakages.length).toBeGreaterThan(0)
  expect(shown(mistake)).toBe(describeBreakages(breakages, () => ['refunds', 'returns-view']))
})

it('lists every rule, with its meaning', () => {
  for (const [rule, meaning] of Object.entries({ ...rules, ...meaningRules, ...gateRules })) {
    expect(page).toContain(`| \`${rule}\` | ${meaning} |`)
  }
})
