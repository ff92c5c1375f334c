import { join } from 'node:path'
import { styleText } from 'node:util'
import { runCommand } from '../../local/usage/run-command.ts'
import { authContext } from '../api-access.ts'
import { projectRoot, synthesize } from '../synthesize.ts'
import { parseSoakOptions, usage } from './options.ts'
import { DEADLINE_SECONDS } from './outage.ts'
import { runSoak } from './run.ts'

async function main(): Promise<number> {
  const options = parseSoakOptions(process.argv.slice(2))
  if (options === 'help') {
    process.stdout.write(usage)
    return 0
  }
  const assemblyDir = join(projectRoot, 'cdk.out')
  const deadline = options.outages.length > 0 && { checkoutDeadlineSeconds: `${DEADLINE_SECONDS}` }
  if (options.synth) await synthesize(assemblyDir, { ...authContext('iam'), ...deadline })
  const verdicts = await runSoak(assemblyDir, options)
  for (const { name, violations } of verdicts) {
    process.stdout.write(
      `${violations.length === 0 ? styleText('green', '  held    ') : styleText('red', '  BROKEN  ')}${name}\n`,
    )
    for (const violation of violations.slice(0, 10)) process.stdout.write(`            ${violation}\n`)
    if (violations.length > 10) process.stdout.write(`            … and ${violations.length - 10} more\n`)
  }
  const broken = verdicts.filter(({ violations }) => violations.length > 0).length
  process.stdout.write(`${verdicts.length - broken} invariants held, ${broken} broken (seed ${options.seed})\n`)
  return broken === 0 ? 0 : 1
}

await runCommand('npm run soak -- --help', main)
