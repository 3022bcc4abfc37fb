/** The page's own words, in the language of the one whom the page acts as: one table a language. */

import { me } from "./state.js";
import { EN } from "./words.en.js";
import { JA } from "./words.ja.js";
import { KO } from "./words.ko.js";

/** All words by language. */
export const LANGUAGES = { en: EN, ko: KO, ja: JA };

/** The locale of the one who looks, such as `ko-KR`. */
export function locale() {
  return me()?.locale ?? "en-US";
}

/** The two letters of the language in use: ko, ja or en. */
export function language() {
  const short = locale().slice(0, 2);
  return short in LANGUAGES ? short : "en";
}

/** The words of a key, with `{places}` filled in. */
export function t(key, places = {}) {
  return LANGUAGES[language()][key].replace(/\{(\w+)\}/g, (_, name) => places[name]);
}
