import { join } from 'node:path'
import { styleText } from 'node:util'
import { runCommand } from '../../local/usage/run-command.ts'
import { authContext } from '../api-access.ts'
import { projectRoot, synthesize } from '../synthesize.ts'
import { ASSEMBLY, parseSoakOptions, usage } from './options.ts'
import { DEADLINE_SECONDS } from './outage.ts'
import { runSoak } from './run.ts'

async function main(): Promise<number> {
  const options = parseSoakOptions(process.argv.slice(2))
  if (options === 'help') {
    process.stdout.write(usage)
    return 0
  }
  const assemblyDir = join(projectRoot, ASSEMBLY)
  const deadline = options.runs.some(({ outages }) => outages.length > 0) && {
    checkoutDeadlineSeconds: `${DEADLINE_SECONDS}`,
  }
  if (options.synth) await synthesize(assemblyDir, { ...authContext('iam'), ...deadline }, 'dev/soak/app.ts')
  let isBroken = false
  for (const run of options.runs) {
    if (options.runs.length > 1) process.stdout.write(`seed ${run.seed}:\n`)
    if (!tell(await runSoak(assemblyDir, { ...options, ...run }), run.seed)) isBroken = true
  }
  return isBroken ? 1 : 0
}

/** @returns whether every invariant held. */
function tell(verdicts: Awaited<ReturnType<typeof runSoak>>, seed: number): boolean {
  for (const { name, violations } of verdicts) {
    process.stdout.write(
      `${violations.length === 0 ? styleText('green', '  held    ') : styleText('red', '  BROKEN  ')}${name}\n`,
    )
    for (const violation of violations.slice(0, 10)) process.stdout.write(`            ${violation}\n`)
    if (violations.length > 10) process.stdout.write(`            … and ${violations.length - 10} more\n`)
  }
  const broken = verdicts.filter(({ violations }) => violations.length > 0).length
  process.stdout.write(`${verdicts.length - broken} invariants held, ${broken} broken (seed ${seed})\n`)
  return broken === 0
}

await runCommand('npm run soak -- --help', main)
