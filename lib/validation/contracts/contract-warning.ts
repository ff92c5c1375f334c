export interface ContractWarning {
  readonly id: string
  readonly message: string
}
