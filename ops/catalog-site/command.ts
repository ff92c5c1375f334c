import type { Command } from 'commander'
import { examples } from '../cli/examples.ts'
import { UsageError } from '../cli/usage-error.ts'

/** `catalog build`: the catalog as a static site. */
export function addCatalogSiteCommand(catalog: Command): void {
  catalog
    .command('build')
    .description('write all of it as a page that works from a file server, or from a file')
    .option('--out <directory>', 'where to', 'build/catalog')
    .addHelpText('after', examples('catalog build', 'catalog build --out public'))
    .action(async ({ out }: { readonly out: string }) => {
      const { buildSite } = await import('./build.ts')
      try {
        process.stdout.write(`${await buildSite(out)}\n`)
      } catch (error) {
        if (!isOfFiles(error)) throw error
        throw new UsageError(`--out ${out} cannot be written: ${error.message}`, { cause: error })
      }
    })
}

const isOfFiles = (error: unknown): error is NodeJS.ErrnoException => error instanceof Error && 'errno' in error
