import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  createFunctions,
  type FunctionDefinition,
  type LocalFunctions,
  type LocalFunctionsOptions,
} from '../../../local/lambda/index.ts'

/** Functions made of source text, in a folder that is removed again. */
export function functionsFrom(
  sources: Record<string, string>,
  options: Partial<LocalFunctionsOptions> & { define?: Partial<FunctionDefinition>; file?: string } = {},
): LocalFunctions & AsyncDisposable {
  const { define, file = 'index.mjs', ...rest } = options
  const folder = mkdtempSync(join(tmpdir(), 'functions-'))
  const functions = createFunctions({ region: 'us-east-1', endpointUrl: 'http://127.0.0.1:1', ...rest })
  for (const [name, source] of Object.entries(sources)) {
    const codeDir = join(folder, name)
    mkdirSync(codeDir)
    writeFileSync(join(codeDir, file), source)
    functions.create({ name, arn: functionArn(name), codeDir, handler: 'index.handler', environment: {}, ...define })
  }
  return {
    ...functions,
    async [Symbol.asyncDispose]() {
      await functions.close(0)
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

export function functionArn(name: string): string {
  return `arn:aws:lambda:us-east-1:000000000000:function:${name}`
}
