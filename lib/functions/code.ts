import { Code } from 'aws-cdk-lib/aws-lambda'
import type { Bundle } from './bundling/bundle.ts'

/** Gives the code of a function by its entry file, relative to `lambdas/`, e.g. `payment/handler.ts`. */
export type CodeOf = (entry: string) => Code

export const bundledCode =
  (bundles: ReadonlyMap<string, Bundle>): CodeOf =>
  (entry) => {
    const found = bundles.get(entry)
    if (!found) throw new Error(`No bundle of ${entry}; there are: ${[...bundles.keys()].join(', ')}.`)
    return Code.fromAsset(found.directory)
  }

/** For tests of the template alone: nothing is bundled. */
export const noCode: CodeOf = () => Code.fromInline('exports.handler = async () => {}')
