import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { alarmName, alarmsOf, withFurther } from './alarms.ts'
import type { CatalogAlarm } from './model.ts'

/** The alarms that this checkout synthesizes. Loads the CDK when it is called: about a second. @throws as a synthesis does. */
export async function synthesizedAlarms(): Promise<CatalogAlarm[]> {
  const [{ synthesizedPipeline }, { joinedTemplate }] = await Promise.all([
    import('../../lib/templates.ts'),
    import('../../lib/validation/joined-template.ts'),
  ])
  const { templates, furtherAlarms } = synthesizedPipeline({ alarms: 'all' })
  const alarms = alarmsOf(joinedTemplate(templates) as never)
  const further = new Set(furtherAlarms.map(alarmName))
  return withFurther(
    alarms.filter(({ name }) => !further.has(name)),
    alarms,
  )
}

const CATALOG = join(import.meta.dirname, '..', '..', 'contracts', 'catalog.json')

/**
 * The alarms as the last release of the contracts has written them, because a synthesis takes seconds: `npm run check:contracts` fails
 * while they are not what the code synthesizes. None where there was no release yet, or the file is damaged.
 */
export function releasedAlarms(file = CATALOG): readonly CatalogAlarm[] {
  try {
    const { alarms = [] } = JSON.parse(readFileSync(file, 'utf8')) as { alarms?: readonly CatalogAlarm[] }
    return alarms
  } catch {
    return []
  }
}
