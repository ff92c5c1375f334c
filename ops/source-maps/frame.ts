/** One line of a stack as V8 writes it. */
export interface Frame {
  /** Path or `file:` address of the file. */
  readonly file: string
  readonly line: number
  readonly column: number
  /** Undefined for code outside of any function. */
  readonly name: string | undefined
}

const FRAME = /^\s*at (?:async )?(?:(.*?) \()?((?:file:\/\/)?\/[^\s()]+?):(\d+):(\d+)\)?$/

/** @returns nothing for a line that is no frame of a file: the message, `node:internal`, native code. */
export function parseFrame(line: string): Frame | undefined {
  const [, name, file, row, column] = FRAME.exec(line) ?? []
  if (file === undefined) return undefined
  return { file, line: Number(row), column: Number(column), name }
}

/** `start-1fI-tajP.mjs`: bundles name their files by what is in them, so the name alone tells which build it is. */
export const fileNameOf = ({ file }: Frame): string => file.split('/').at(-1) ?? file
