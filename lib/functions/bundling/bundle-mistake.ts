import { relative } from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import { DeclarationError } from '../../../events/declaration-error.ts'

/** One of the things that kept sources from being bundled, in the form in which Rolldown lists it. */
interface Problem {
  readonly message: string
  readonly loc?: { readonly file?: string; readonly line: number; readonly column: number }
}

/**
 * What the bundler refuses (an import that leads nowhere, code that does not parse) as one line each: the place and what is wrong.
 * Rolldown draws the source line around it in colours, over a dozen lines, below a stack of its own.
 * @returns the error itself, if the bundler lists no problem of the sources.
 */
export function bundleMistake(error: unknown, root: string): unknown {
  const { errors } = error as { errors?: readonly Problem[] }
  if (!Array.isArray(errors) || errors.length === 0) return error
  const lines = (errors as readonly Problem[]).map(({ message, loc }) => {
    const [first = ''] = stripVTControlCharacters(message).split('\n')
    const what = first.replace(/^\[\w+\] /, '').replace(/([^.])$/, '$1.')
    return loc?.file === undefined ? what : `${relative(root, loc.file)}:${loc.line}:${loc.column + 1}: ${what}`
  })
  return new DeclarationError([...new Set(lines)].join('\n'))
}
