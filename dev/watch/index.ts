import type { LocalRuntime, UpdateResult } from '../../local/index.ts'
import { swapCode } from './swap-code.ts'
import { typeChecker } from './type-check.ts'
import { watchSources } from './watch.ts'

export interface Watched {
  readonly local: Pick<LocalRuntime, 'functions' | 'update'>
  readonly root: string
  readonly assemblyDir: string
  readonly stackName: string
  /** As the running stack was synthesized, into the same directory. */
  readonly synthesize: () => Promise<void>
  readonly say: (text: string) => void
}

/** Reloads what is saved while the pipeline runs. @returns how to end it. */
export function startWatching({ local, root, assemblyDir, stackName, synthesize, say }: Watched): { close(): void } {
  const types = typeChecker(root, say)
  // Loaded now, so that the first save does not wait for it; whoever needs it learns if that fails.
  const bundling = import('../../lib/functions/bundling/bundle.ts')
  bundling.catch(() => undefined)
  const sources = watchSources(root, {
    async swap() {
      return swapCode(local.functions, root, (await bundling).bundle)
    },
    async redeploy() {
      await synthesize()
      try {
        return textOf(await local.update(assemblyDir, stackName))
      } catch (error) {
        if ((error as Error).message === 'No updates are to be performed.') return undefined
        throw error
      }
    },
    checkTypes: types.check,
    say,
  })
  return {
    close() {
      sources.close()
      types.close()
    },
  }
}

const textOf = ({ created, updated, replaced, removed }: UpdateResult): string =>
  [
    'the stack:',
    ...Object.entries({ created, updated, replaced, removed }).flatMap(([done, ids]) =>
      ids.length > 0 ? [`${ids.length} ${done}`] : [],
    ),
  ].join(' ')
