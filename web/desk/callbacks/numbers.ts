/** A number as it is read aloud: mobile numbers in groups, others behind their country code. */
export function shownNumber(number: string): string {
  const mobile = /^\+39(3\d\d)(\d{3})(\d{3,4})$/.exec(number);
  if (mobile !== null) return `+39 ${mobile[1]} ${mobile[2]} ${mobile[3]}`;
  return number.replace(/^\+39/, '+39 ');
}
