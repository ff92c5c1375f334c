import { join } from 'node:path'
import { styleText } from 'node:util'
import { watchFiles } from './changed-files.ts'
import { importsOf } from './imports.ts'

/** What functions are bundled of: the fallback of the API answers with the released OpenAPI document. */
const CODE = ['lambdas', 'events', 'contracts'] as const

/** Everything that sources lie in; tests, docs and tools change nothing that runs. */
const FOLDERS = ['lambdas', 'events', 'lib', 'stages', 'contracts'] as const

export interface WatchSteps {
  /** Gives functions the code of their sources. @param saved absolute paths of files. @returns whose code is another now. */
  swap(saved: Iterable<string>): Promise<readonly string[]>
  /** Synthesizes, and makes of the running stack what the template says now. @returns what was done, in a few words, if anything. */
  redeploy(): Promise<string | undefined>
  /** Looks for type errors, and prints them by itself. */
  checkTypes(): void
  /** Gives up a check that still runs. */
  stopCheck(): void
  say(text: string): void
}

/**
 * Follows the sources while the pipeline runs. Code is there within a second of its save; a declaration takes as long as a
 * synthesis. Queues, tables and what is in them stay. What does not parse, or breaks a rule, is printed, and all goes on as it was.
 * @param since epoch milliseconds at which what runs was made of the sources.
 * @returns how to end it.
 */
export function watchSources(root: string, since: number, steps: WatchSteps): { close(): void } {
  let ahead = new Set<string>()
  let working = Promise.resolve()
  let isBehind = false
  const { close } = watchFiles({
    root,
    folders: FOLDERS,
    since,
    onProblem: steps.say,
    onChange: (files) => {
      for (const file of files) ahead.add(file)
      working = working.then(async () => {
        // Saves that came while the last change was worked on are one change.
        if (ahead.size === 0) return
        const changed = ahead
        ahead = new Set()
        await attempt(steps, 'Nothing was reloaded', async () => {
          isBehind = await apply(root, changed, steps, isBehind)
        })
      })
    },
  })
  return { close }
}

/**
 * Carries out the steps that a change of these files needs.
 * @param isBehind whether the running stack lacks what an earlier save has declared, because that did not get through. It is tried again
 * with every save: the mistake may be mended in a file from which no template follows.
 * @returns whether it is behind now.
 */
export async function apply(
  root: string,
  changed: ReadonlySet<string>,
  steps: WatchSteps,
  isBehind = false,
): Promise<boolean> {
  const began = performance.now()
  // It would take the processors from the reload, and its result is that of sources which are not there any more.
  steps.stopCheck()
  const told = (what: string) =>
    steps.say(
      `${styleText('cyan', 'reloaded')}  ${what}  ${styleText('dim', `${Math.round(performance.now() - began)} ms`)}`,
    )
  const isCode = (file: string) => CODE.some((folder) => file.startsWith(join(root, folder, '/')))
  let isFine = true
  if ([...changed].some(isCode)) {
    isFine = await attempt(steps, 'The code stays as it was', async () => {
      const functions = await steps.swap(changed)
      if (functions.length > 0) told(functions.join(', '))
    })
  }
  steps.checkTypes()
  const isDeclared = isBehind || declares(root, changed)
  // A synthesis bundles the same code, and would only say the same again.
  if (!isFine || !isDeclared) return isDeclared
  return !(await attempt(steps, 'The stack stays as it was', async () => {
    const done = await steps.redeploy()
    if (done !== undefined) told(done)
  }))
}

/** Whether the template may follow from one of these files: all that the CDK app loads, and the settings of stages. */
function declares(root: string, changed: ReadonlySet<string>): boolean {
  const loaded = importsOf(join(root, 'bin', 'app.ts'))
  return [...changed].some((file) => loaded.has(file) || file.startsWith(join(root, 'stages', '/')))
}

async function attempt({ say }: WatchSteps, otherwise: string, step: () => Promise<void>): Promise<boolean> {
  try {
    await step()
    return true
  } catch (error) {
    say(`${styleText('red', `${otherwise}:`)} ${(error as Error).message.trim()}`)
    return false
  }
}
