/** The same words in both languages of the site. */
export type Said = { readonly en: string; readonly zh: string }
