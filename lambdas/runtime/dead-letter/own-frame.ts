/** A frame of a mapped stack that lies in our own source: `at charge (/var/task/lambdas/payment/handler.ts:12:3)`. */
const FRAME =
  /^\s*at (?:async )?(?:(.+?) \()?(?:file:\/\/)?[^()\n]*?\b((?:lambdas|events)\/[\w./-]+\.ts):\d+(?::\d+)?\)?$/

/** Shared code throws on behalf of a service, whose frame says more. */
const isShared = (file: string): boolean => file.startsWith('lambdas/runtime/')

/** Minified names are one or two letters, and other letters after each deployment. */
const SHORTEST_NAME = 3

export interface OwnFrame {
  /** Relative to the project, e.g. `lambdas/payment/handler.ts`. */
  readonly file: string
  /** Absent where it has none, or none that stays. */
  readonly name: string | undefined
}

/**
 * The first frame of our own source, rather of a service than of shared code. Its line is left out: it moves with every change
 * of the file.
 * @returns nothing for a stack that is not mapped back to the source.
 */
export function firstOwnFrame(stack: string | undefined): OwnFrame | undefined {
  const frames = (stack ?? '').split('\n').flatMap((line): OwnFrame[] => {
    const [, name = '', file] = FRAME.exec(line) ?? []
    return file === undefined ? [] : [{ file, name: name.length >= SHORTEST_NAME ? name : undefined }]
  })
  return frames.find(({ file }) => !isShared(file)) ?? frames[0]
}
