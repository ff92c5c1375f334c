import { Code } from 'aws-cdk-lib/aws-lambda'
import type { Bundle } from './bundling/bundle.ts'

export interface FunctionCode {
  readonly code: Code
  /** `<file without extension>.<export>`. */
  readonly handler: string
  /** Hash of the code's content. Absent: nothing reads it. */
  readonly revision?: string
}

/** Gives the code of a function by its entry file, relative to `lambdas/`, e.g. `payment/handler.ts`. */
export type CodeOf = (entry: string) => FunctionCode

export const bundledCode =
  (bundles: ReadonlyMap<string, Bundle>): CodeOf =>
  (entry) => {
    const found = bundles.get(entry)
    if (!found) throw new Error(`No bundle of ${entry}; there are: ${[...bundles.keys()].join(', ')}.`)
    return {
      code: Code.fromAsset(found.directory),
      handler: `${found.module}.handler`,
      revision: found.revision,
    }
  }

/** For tests of the template alone: nothing is bundled. */
export const noCode: CodeOf = () => ({
  code: Code.fromInline('exports.handler = async () => {}'),
  handler: 'index.handler',
})
