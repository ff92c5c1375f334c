import type { LocalRuntime, UpdateResult } from '../../local/index.ts'
import { codeSwapper, keepingCode } from './swap-code.ts'
import { typeChecker } from './type-check.ts'
import { watchSources } from './watch.ts'

export interface Watched {
  readonly local: Pick<LocalRuntime, 'functions' | 'deployAll'>
  readonly root: string
  /** Epoch milliseconds: what was saved since is loaded at once. */
  readonly since: number
  readonly assemblyDir: string
  /** The stack, of those synthesized last, that depends on all others. */
  readonly stackName: () => string
  /** Synthesizes the stack in the way in which the running one was synthesized, into the same directory. */
  readonly synthesize: () => Promise<void>
  /** Called once the running stack is as the declarations say now. */
  readonly deployed: () => Promise<void>
  readonly say: (text: string) => void
}

/** Reloads what is saved while the pipeline runs. @returns how to end it. */
export function startWatching({ local, root, since, assemblyDir, stackName, synthesize, deployed, say }: Watched): {
  close(): void
} {
  const types = typeChecker(root, say)
  // Loaded now, so that the first save does not wait for it; whoever needs it learns if that fails.
  const bundling = import('../../lib/functions/bundling/bundle.ts')
  bundling.catch(() => undefined)
  const sources = watchSources(root, since, {
    swap: codeSwapper(local.functions, root, () => bundling),
    async redeploy() {
      await synthesize()
      const result = await keepingCode(local.functions, () => local.deployAll(assemblyDir, stackName()))
      // The stack is another one by now, whatever becomes of this.
      await deployed().catch((error: Error) =>
        say(`The timeline does not know yet which consumers were added or removed: ${error.message.trim()}`),
      )
      return textOf(result)
    },
    checkTypes: types.check,
    stopCheck: types.stop,
    say,
  })
  return {
    close() {
      sources.close()
      types.stop()
    },
  }
}

function textOf({ created, updated, replaced, removed }: UpdateResult): string | undefined {
  const done = Object.entries({ created, updated, replaced, removed }).flatMap(([how, ids]) =>
    ids.length > 0 ? [`${ids.length} ${how}`] : [],
  )
  return done.length > 0 ? ['the stack:', ...done].join(' ') : undefined
}
