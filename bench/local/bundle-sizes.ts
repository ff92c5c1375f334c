import { execFile } from 'node:child_process'
import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { loadedBytes } from '../cold/sizes.ts'

const root = join(import.meta.dirname, '..', '..')

export interface BundleSize {
  readonly name: string
  readonly bytes: number
  readonly startBytes: number
}

interface FunctionProperties {
  readonly Description?: string
  readonly Code?: { readonly S3Key?: string }
}

interface Template {
  readonly Resources: Record<string, { readonly Type: string; readonly Properties?: FunctionProperties }>
}

/** Synthesizes as for a deployment (the local start shares code between functions) and measures each function's asset. */
export async function bundleSizes(): Promise<BundleSize[]> {
  const out = await mkdtemp(join(tmpdir(), 'bundles-'))
  try {
    const env = { ...process.env, CDK_OUTDIR: out, PIPELINE_QUIET: '1' }
    await promisify(execFile)(process.execPath, ['bin/app.ts'], { cwd: root, env })
    const file = (await readdir(out)).find((name) => name.endsWith('.template.json')) ?? ''
    const { Resources } = JSON.parse(await readFile(join(out, file), 'utf8')) as Template
    const functions = Object.entries(Resources).filter(([, resource]) => resource.Type === 'AWS::Lambda::Function')
    const sizes = await Promise.all(
      functions.map(([id, { Properties }]) =>
        sizeOf(Properties?.Description ?? id, join(out, `asset.${Properties?.Code?.S3Key?.replace('.zip', '')}`)),
      ),
    )
    return sizes.sort((one, other) => other.bytes - one.bytes)
  } finally {
    await rm(out, { recursive: true, force: true })
  }
}

async function sizeOf(name: string, folder: string): Promise<BundleSize> {
  const files = (await readdir(folder, { recursive: true })).filter((file) => /\.m?js$/.test(file))
  const bytes = await Promise.all(files.map(async (file) => (await stat(join(folder, file))).size))
  const startBytes = loadedBytes(join(folder, 'index.mjs'))
  return { name: name.slice(0, 42), bytes: bytes.reduce((sum, size) => sum + size, 0), startBytes }
}
