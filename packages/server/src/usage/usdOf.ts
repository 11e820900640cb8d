/** Nano-dollars as dollars, exact, with at least two places: `0.80`, `0.00000015`. */
export function usdOf(nano: number): string {
  const digits = Math.abs(nano).toFixed(0).padStart(10, '0')
  const places = digits.slice(-9).replace(/0{1,7}$/, '')
  return `${nano < 0 ? '-' : ''}${digits.slice(0, -9)}.${places}`
}
