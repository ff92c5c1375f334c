import type { Construct } from 'constructs'
import type { ServiceDeclaration } from '../../lambdas/runtime/declarations/service.ts'
import { serviceTable } from '../../lambdas/runtime/declarations/tables.ts'
import type { RemovalSettings } from './removal.ts'
import { SecureTable } from './secure-table.ts'

/** A service's own table with the indexes that it declares. */
export class ServiceTable extends SecureTable {
  constructor(
    scope: Construct,
    id: string,
    { indexes }: NonNullable<ServiceDeclaration['table']>,
    { retain, tablesRefuseDeletion }: RemovalSettings,
  ) {
    super(scope, id, { shape: serviceTable(indexes), retain, tablesRefuseDeletion })
  }
}
