import { bundlePages, styleSheet } from '../console/server/bundle.ts'

export interface SiteBundle {
  readonly script: string
  readonly style: string
}

/** The pages of the console's catalog as one script and one style sheet. */
export async function siteBundle(): Promise<SiteBundle> {
  const [scripts, style] = await Promise.all([bundlePages('catalog/site/main.tsx', { inOneFile: true }), styleSheet()])
  const [script = ''] = scripts.values()
  return { script, style }
}
