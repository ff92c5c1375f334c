import { expect } from 'vitest'
import type { QueueBacklog } from '../../../dev/queue-backlog.ts'
import type { LocalProcess } from '../../e2e/kit/local-process.ts'
import { until } from '../../e2e/kit/wait.ts'
import { type DocumentedCommand, documentedCommands } from './extract.ts'
import { proofOf } from './proofs.ts'
import type { Scene } from './scene/scene.ts'
import type { Shell } from './shell.ts'

/** What only looks is run once, on however many pages it stands. */
export const isLooking = new RegExp(
  [
    '^npm run ops -- (status|doctor|tail|logs|trace|generations|verify|can-i-deploy|contracts verify|\\S+ list\\b|.* --dry-run$)',
    '^aws ',
  ].join('|'),
)

/** `doctor` ends with 1 when it finds something to act on, and it may find dead letters that the commands of other pages have left. */
const exitCodesOf = (text: string): readonly number[] => (/^npm run ops -- doctor$/.test(text) ? [0, 1] : [0])

export const commands = documentedCommands()
/** The commands that have this proof, by their page. */
export const pagesProvedBy = (proof: string) => {
  const proved = commands.filter(({ text }) => proofOf(text) === proof)
  return Map.groupBy(proved, ({ file }) => file)
}

/** The local runtime takes any. */
export const credentials = {
  AWS_ACCESS_KEY_ID: 'local',
  AWS_SECRET_ACCESS_KEY: 'local',
  AWS_SESSION_TOKEN: 'none',
  AWS_REGION: 'us-east-1',
  AWS_DEFAULT_REGION: 'us-east-1',
}

/** Addresses, times and the one product of the examples become those of the runtime; nothing else changes. */
function asHere(text: string, { apiUrl, endpointUrl }: LocalProcess): string {
  return text
    .replaceAll('http://127.0.0.1:3000', apiUrl)
    .replaceAll('http://127.0.0.1:4566', endpointUrl)
    .replaceAll('/products/prod_1', '/products/prod_espresso_cup')
    .replaceAll('2026-04-28T10:00:00Z', new Date(Date.now() - 3_600_000).toISOString())
    .replaceAll('2026-04-28T10:30:00Z', new Date().toISOString())
}

/** Runs them in the order of their page. A person types slower than the pipeline works: it is waited for in between. */
export async function runAll(
  shell: Shell,
  local: LocalProcess,
  queues: QueueBacklog,
  all: readonly DocumentedCommand[],
  scene?: Scene,
) {
  for (const command of all) {
    const place = `${command.file}:${command.line} ${command.text}`
    const text = asHere(command.text, local)
    const { exitCode, statuses, printed } = await shell.run((await scene?.set(text)) ?? text)
    expect(exitCodesOf(command.text), `${place}\n${printed}`).toContain(exitCode)
    const expected = /^\d{3}\b/.exec(command.comment)?.[0] ?? '2'
    if (/^curl /.test(command.text)) {
      expect(String(statuses.at(-1)), `${place}\n${printed}`).toMatch(new RegExp(`^${expected}`))
    }
    if (!isLooking.test(command.text))
      await until('the pipeline to be at rest', async () => (await queues.count()) === 0)
  }
}
