// What is stored, as lists: the leader's answers by theme, her actions, suggestions, assessments and the conversation.
import { make } from "./dom.js";
import { say, sayDay, sayMoment, sayValue } from "./wording.js";

const facts = (...known) => make("p.small", known.filter(Boolean).join(" · "));
const record = (...content) => make("li.record", content);

/** An answer to read: question, own words, date. */
export const answerRecord = (answer) =>
  record(make("p.small", answer.question), make("p.own", answer.text), facts(sayDay(answer.written_at)));

const actionRecord = (action) => {
  const report = action.reports?.at(-1);
  const due = action.due && say("due", { due: sayDay(action.due) });
  return record(make("p.own", action.text), facts(sayDay(action.made_at), due, report && sayValue(report.outcome)));
};

const suggestionRecord = (shown) =>
  record(
    make("p", `${sayValue(shown.kind)}: ${shown.title}`),
    shown.because && make("p.small", say("card_because", shown)),
    facts(sayDay(shown.shown_at), shown.verdict && sayValue(shown.verdict)),
  );

const assessmentRecord = ({ kind, started_at: at, points }) => {
  const line = ({ title, value, note }) => make("li", `${title}: ${sayValue(value)}${note ? ` (${note})` : ""}`);
  return record(make("p", sayValue(kind)), make("ul", points.map(line)), facts(sayDay(at)));
};

const plainRecord = (text, ...known) => record(make("p.own", text), facts(...known));

/** Who looked at her conversation, how and when. */
export const lookRecord = ({ by, role, what, at }) =>
  plainRecord(say("look", { by, role: sayValue(role), what: sayValue(what) }), sayMoment(at));

const messageRecord = ({ from, text, at }) => plainRecord(text, say(`from_${from}`), sayDay(at));

/**
 * All lists of `data`; those that are empty or missing are left out.
 * @param level of the lists' headings @param ofAnswer draws one answer
 */
export function recordLists(data, level, ofAnswer = answerRecord) {
  const heading = (key) => make(`h${level}`, say(key));
  const list = (items, draw) => make("ul.records", items.map(draw));
  const named = (key, draw) => data[key]?.length > 0 && [heading(key), list(data[key], draw)];
  const themes = [...new Set(data.answers.map(({ theme }) => theme))];
  const answers = themes.map((theme) => [
    make(`h${level + 1}`, theme),
    list(data.answers.filter((answer) => answer.theme === theme), ofAnswer),
  ]);
  const said = data.messages?.length > 0 && [
    make("summary", say("messages_count", { count: data.messages.length })),
    list(data.messages, messageRecord),
  ];
  const lists = [
    answers.length > 0 && [heading("answers"), answers],
    named("skipped", ({ question, skipped_at: at }) => plainRecord(question, sayDay(at))),
    named("actions", actionRecord),
    named("suggestions", suggestionRecord),
    named("assessments", assessmentRecord),
    named("notes", ({ by, text, written_at: at, removed_at: gone }) =>
      plainRecord(text, by, sayDay(at), gone && say("note_gone")),
    ),
    said && make("details", said),
  ].filter(Boolean);
  return lists.length ? lists : make("p", say("nothing_stored"));
}
