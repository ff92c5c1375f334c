import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import {
  createFunctions,
  type FunctionDefinition,
  type InvocationResult,
  type LocalFunctions,
  type LocalFunctionsOptions,
} from '../../../local/lambda/index.ts'

/** None is taken for stuck or left over because the machine is slow: a test states the times that it is about. */
export const steady: NonNullable<LocalFunctionsOptions['scaling']> = {
  stuckAfterMs: Number.POSITIVE_INFINITY,
  retireAfterMs: Number.POSITIVE_INFINITY,
}

/** More than any of these functions takes on a slow machine; a test of timeouts states its own. */
export const patience: Partial<FunctionDefinition> = { timeoutSeconds: 80 }

/** Functions made of source text, in a folder that is removed again. */
export function functionsFrom(
  sources: Record<string, string>,
  options: Partial<LocalFunctionsOptions> & { define?: Partial<FunctionDefinition>; file?: string } = {},
): LocalFunctions & AsyncDisposable {
  const { define, file = 'index.mjs', ...rest } = options
  const folder = mkdtempSync(join(tmpdir(), 'functions-'))
  const functions = createFunctions({
    region: 'us-east-1',
    endpointUrl: 'http://127.0.0.1:1',
    scaling: steady,
    ...rest,
  })
  for (const [name, source] of Object.entries(sources)) {
    const codeDir = join(folder, name)
    mkdirSync(codeDir)
    writeFileSync(join(codeDir, file), source)
    const own = { name, arn: functionArn(name), codeDir, handler: 'index.handler', environment: {} }
    functions.create({ ...own, ...patience, ...define })
  }
  return {
    ...functions,
    async [Symbol.asyncDispose]() {
      await functions.close(0)
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** Which thread a function runs in: packages are there once in each. */
const PACKAGE = 'node_modules/thread/index.mjs'
const thread = 'export const id = Math.random(), shared = {}'

/** A handler that knows its thread, and counts. */
export const inThread = (body: string) => `import { id, shared } from './${PACKAGE}'
let count = 0
export const handler = async (event) => { ${body} }`

/** Functions of one folder of files that share threads, each with a handler file of its name. */
export function functionsOf(
  files: Record<string, string>,
  define: Record<string, Partial<FunctionDefinition>>,
  subfolder = '',
) {
  const folder = mkdtempSync(join(tmpdir(), 'functions-'))
  const codeDir = join(folder, subfolder)
  for (const [name, text] of Object.entries({ [PACKAGE]: thread, ...files })) {
    mkdirSync(dirname(join(codeDir, name)), { recursive: true })
    writeFileSync(join(codeDir, name), text)
  }
  const functions = createFunctions({
    region: 'us-east-1',
    endpointUrl: 'http://127.0.0.1:1',
    isolation: 'shared',
    scaling: steady,
  })
  for (const [name, definition] of Object.entries(define)) {
    const handler = `${name}.handler`
    functions.create({ name, arn: functionArn(name), codeDir, handler, environment: {}, ...patience, ...definition })
  }
  return {
    ...functions,
    async [Symbol.asyncDispose]() {
      await functions.close(0)
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

export const answerOf = ({ payload }: InvocationResult) => JSON.parse(payload)

export function functionArn(name: string): string {
  return `arn:aws:lambda:us-east-1:000000000000:function:${name}`
}
