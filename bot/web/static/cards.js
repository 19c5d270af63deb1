// Advice, cases and the leader's own words: articles with headings.
import { make } from "./dom.js";
import { say, sayDay } from "./wording.js";

const labelled = (key, text) => text && make("p", make("strong", say(key)), " ", text);

const KINDS = {
  advice: (card) => [make("p", card.text), card.question && make("p", make("strong", card.question))],
  case: (card) => [make("p", card.text), labelled("card_done", card.done), labelled("card_lesson", card.lesson)],
  recall: (card) => [make("blockquote", card.answer), make("p.small", say("card_written", { date: sayDay(card.date) }))],
};

/** The card as an element; null where this page does not know its kind (the message's text says the same). */
export function cardElement(card, level) {
  if (!card || !Object.hasOwn(KINDS, card.kind)) return null;
  return make(
    `article.card.${card.kind}`,
    make("p.kind", say(`card_${card.kind}`)),
    make(`h${level}`, card.title ?? card.about),
    KINDS[card.kind](card),
    card.source && make("p.small", say("card_source", card)),
  );
}
