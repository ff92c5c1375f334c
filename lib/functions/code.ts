import { Code } from 'aws-cdk-lib/aws-lambda'
import type { Bundle } from './bundling/bundle.ts'
import { type SourceNeed, sourceNeeds } from './source-needs.ts'

export interface FunctionCode {
  readonly code: Code
  /** `<file without extension>.<export>`. */
  readonly handler: string
  /** Hash of the code's content. Absent: nothing reads it. */
  readonly revision?: string
  /** What its source shows that it needs. Absent: nobody looked. */
  readonly needs?: readonly SourceNeed[]
}

/** Gives the code of a function by its entry file, relative to `lambdas/`, e.g. `payment/handler.ts`. */
export type CodeOf = (entry: string) => FunctionCode

/** @param root absolute path of the project that the entries are in. */
export const bundledCode =
  (bundles: ReadonlyMap<string, Bundle>, root: string): CodeOf =>
  (entry) => {
    const found = bundles.get(entry)
    if (!found) throw new Error(`No bundle of ${entry}; there are: ${[...bundles.keys()].join(', ')}.`)
    return {
      code: Code.fromAsset(found.directory),
      handler: `${found.module}.handler`,
      revision: found.revision,
      needs: sourceNeeds(root, entry),
    }
  }

/** For tests of the template alone: nothing is bundled. */
export const noCode: CodeOf = () => ({
  code: Code.fromInline('exports.handler = async () => {}'),
  handler: 'index.handler',
})
