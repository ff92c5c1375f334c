import { isAbsolute, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'

const ROOT = join(import.meta.dirname, '..', '..')

/**
 * A mistake in the project's own sources that keeps them from being loaded, as one line: where it is, what is wrong, what to do. Node
 * would print it below a stack of its loader.
 * @returns nothing for an error of another kind, and for one whose place is not in the project.
 */
export function loadMistake(error: unknown, root = ROOT): string | undefined {
  if (!(error instanceof Error)) return undefined
  if (error.name === 'DeclarationError') return error.message
  if ((error as NodeJS.ErrnoException).code === 'ERR_MODULE_NOT_FOUND') return missingModule(error.message, root)
  if (!(error instanceof SyntaxError || error instanceof ReferenceError)) return undefined
  const place = placeOf(error, root)
  if (place === undefined) return undefined
  const [, module, name] =
    /^The requested module '(.+)' does not provide an export named '(.+)'/.exec(error.message) ?? []
  if (name !== undefined) return `${place} imports ${name} from ${module}, which does not export it.`
  return `${place}: ${error.message.replace(/([^.])$/, '$1.')}`
}

/** Node's message names both files by their whole path. */
function missingModule(message: string, root: string): string | undefined {
  const [, kind, missing = '', importer = ''] =
    /^Cannot find (module|package) '(.+)' imported from (.+)$/.exec(message) ?? []
  if (kind === undefined) return undefined
  return kind === 'package'
    ? `${relative(root, importer)} imports the package "${missing}", which is not installed: npm ci, or npm install ${missing}.`
    : `${relative(root, importer)} imports ${relative(root, missing)}, which does not exist. Restore the file, or remove what names it.`
}

/** The first place in the project that the stack names; that of a syntax error stands in the first line, as a URL or as a path. */
function placeOf({ stack = '' }: Error, root: string): string | undefined {
  for (const [, at = '', line = ''] of stack.matchAll(/((?:file:\/\/|\/|[A-Za-z]:\\)[^\n)]+?):(\d+)/g)) {
    const path = relative(root, at.startsWith('file://') ? fileURLToPath(at) : at)
    if (!path.startsWith('..') && !isAbsolute(path) && !path.includes('node_modules')) return `${path}:${line}`
  }
  return undefined
}
