const nanoDollars = 1e9

/** `$1.50`; of what is less than a cent as many digits as tell it apart from nothing. */
export function money(nano: number): string {
  const digits = nano !== 0 && Math.abs(nano) < nanoDollars / 100 ? 6 : 2
  return new Intl.NumberFormat('en', {
    style: 'currency',
    currency: 'USD',
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  }).format(nano / nanoDollars)
}

export function count(value: number): string {
  return new Intl.NumberFormat('en').format(value)
}
