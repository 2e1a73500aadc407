package pack

import (
	"github.com/google/go-cmp/cmp"
	"testing"
)

// Every fault: the clean pack with one text replaced ("" appends), and what is said of it, all of it.
var faultTests = []struct {
	name, file, old, new string
	want                 []string
}{
	{"UnknownField", "events.yaml", "kind: battle", "kind: battle\n  palce: inchon", []string{
		"events.yaml:13: inchon-landing: unknown field \"palce\"",
	}},
	{"UnknownFieldInPart", "offices.yaml", "held: 1950", "hold: 1950", []string{
		"offices.yaml:7: cpva-commander holders 1: held is missing",
		"offices.yaml:7: cpva-commander holders 1: unknown field \"hold\"",
	}},
	{"UnknownFieldInStatement", "events.yaml", "{is: inchon, ask: false}", "{is: inchon, aks: false}", []string{
		"events.yaml:15: inchon-landing place: unknown field \"aks\"",
	}},
	{"FieldTwice", "events.yaml", "kind: battle", "kind: battle\n  kind: battle", []string{
		"events.yaml:13: inchon-landing: field \"kind\" is there twice",
	}},
	{"EmptyField", "events.yaml", "kind: battle", "kind: battle\n  note:", []string{
		"events.yaml:13: inchon-landing: note is empty",
	}},
	{"MissingField", "events.yaml", "  kind: battle\n", "", []string{
		"events.yaml:10: inchon-landing: kind is missing",
	}},
	{"MissingID", "terms.yaml", "id: juche", "note: x", []string{
		"terms.yaml:1: terms: id is missing",
	}},
	{"NotAList", "terms.yaml", "- id: juche", "juche:\n  id: juche", []string{
		"terms.yaml:1: the file is a mapping",
	}},
	{"RecordIsText", "terms.yaml", "", "- just a text\n", []string{
		"terms.yaml:8: terms is \"just a text\"",
	}},
	{"TextIsList", "terms.yaml", "name: Juche", "name: [Juche]", []string{
		"terms.yaml:2: juche: name is a list",
	}},
	{"ListIsText", "events.yaml", "themes: [war]", "themes: war", []string{
		"events.yaml:6: korean-war: themes is \"war\"",
	}},
	{"CiteIsText", "terms.yaml", "cite: [banzato-2014 §2]", "cite: banzato-2014 §2", []string{
		"terms.yaml:7: juche: cite is \"banzato-2014 §2\"",
	}},
	{"MappingIsText", "events.yaml", "{who: pak-hon-yong}", "pak-hon-yong", []string{
		"events.yaml:19: inchon-landing participants 2 is \"pak-hon-yong\"",
	}},
	{"FlagIsText", "events.yaml", "only: true", "only: yes", []string{
		"events.yaml:18: inchon-landing participants 1: only is \"yes\"",
	}},
	{"NumberIsText", "figures.yaml", "value: 48", "value: \"48\"", []string{
		"figures.yaml:4: telegrams: value is \"48\"",
	}},
	{"NumberWithComma", "figures.yaml", "value: 300000", "value: 300,000", []string{
		"figures.yaml:13: soldiers: value is \"300,000\"",
	}},
	{"ImportanceIsText", "terms.yaml", "unit: after", "importance: high\n  unit: after", []string{
		"terms.yaml:6: juche: importance is \"high\"",
	}},
	{"ImportanceOutOfRange", "terms.yaml", "unit: after", "importance: 4\n  unit: after", []string{
		"terms.yaml:6: juche: importance is out of range",
	}},
	{"ImportanceZero", "terms.yaml", "unit: after", "importance: 0\n  unit: after", []string{
		"terms.yaml:6: juche: importance is out of range",
	}},
	{"AnchorAndAlias", "terms.yaml", "meaning: the doctrine of self-reliance", "meaning: &x the doctrine of self-reliance\n  note: *x", []string{
		"terms.yaml:4: anchors (&x) are not used in packs",
		"terms.yaml:5: juche: note is a reference to another place of the file",
	}},
	{"Tag", "terms.yaml", "name: Juche", "name: !!str Juche", []string{
		"terms.yaml:2: tags (!!str) are not used in packs",
	}},
	{"BadYAML", "terms.yaml", "name: Juche", "name: [Juche", []string{
		"terms.yaml:3: the file is not valid YAML: while parsing a flow sequence: did not find expected ',' or ']'",
	}},
	{"IDTwice", "terms.yaml", "id: juche", "id: inchon", []string{
		"terms.yaml:1: the id \"inchon\" is already taken by the place at places.yaml:1",
	}},
	{"IDSyntax", "terms.yaml", "id: juche", "id: Juche_Idea", []string{
		"terms.yaml:1: term id \"Juche_Idea\" is not well formed",
	}},
	{"LocalIDTwice", "events.yaml", "{who: pak-hon-yong}", "{who: douglas-macarthur}", []string{
		"events.yaml:19: inchon-landing: participant \"douglas-macarthur\" is there twice (first at events.yaml:18)",
	}},
	{"LocalIDReserved", "agreements.yaml", "id: mutual-defence", "id: date", []string{
		"agreements.yaml:11: sino-korean-treaty: the id \"date\" is the name of a fact of its own",
	}},
	{"DanglingPlace", "events.yaml", "{is: inchon, ask: false}", "inchonn", []string{
		"events.yaml:15: inchon-landing: place \"inchonn\" is unknown; a place is expected",
	}},
	{"PlaceIsAPerson", "events.yaml", "{is: inchon, ask: false}", "pak-hon-yong", []string{
		"events.yaml:15: inchon-landing: place \"pak-hon-yong\" is a person (people.yaml:15), not a place",
	}},
	{"WhoIsAPlace", "events.yaml", "{who: pak-hon-yong}", "{who: inchon}", []string{
		"events.yaml:19: inchon-landing: who \"inchon\" is a place (places.yaml:1), not a person or organization",
	}},
	{"SideIsAnEvent", "people.yaml", "side: north-korea", "side: korean-war", []string{
		"people.yaml:22: pak-hon-yong: side \"korean-war\" is an event (events.yaml:1), not an entity",
	}},
	{"OfficeOfAPlace", "offices.yaml", "of: cpva", "of: inchon", []string{
		"offices.yaml:3: cpva-commander: of \"inchon\" is a place (places.yaml:1), not an organization",
	}},
	{"AboutUnknown", "propositions.yaml", "about: [china, korean-war]", "about: [china, japan]", []string{
		"propositions.yaml:8: why-china-entered: about \"japan\" is unknown; a record is expected",
	}},
	{"PartOfItself", "events.yaml", "part_of: korean-war\n  participants", "part_of: inchon-landing\n  participants", []string{
		"events.yaml:16: inchon-landing: part_of refers to the record itself",
	}},
	{"PartOfCircle", "events.yaml", "  themes: [war]", "  part_of: chinas-entry", []string{
		"events.yaml:26: chinas-entry: part_of runs in a circle: chinas-entry → korean-war → chinas-entry",
	}},
	{"CausesInACircle", "events.yaml", "  part_of: korean-war\n  participants", "  causes: [{event: chinas-entry}]\n  part_of: korean-war\n  participants", []string{
		"events.yaml:16: inchon-landing (1950-09-15) begins before its cause chinas-entry (1950-10-19)",
		"events.yaml:28: chinas-entry: causes runs in a circle: chinas-entry → inchon-landing → chinas-entry",
	}},
	{"UnknownDispute", "events.yaml", "dispute: day-of-chinas-entry", "dispute: hour-of-chinas-entry", []string{
		"events.yaml:25: chinas-entry.date: dispute \"hour-of-chinas-entry\" is unknown; a dispute is expected",
	}},
	{"ImpossibleDate", "events.yaml", "is: \"1950-09-15\"", "is: \"1950-09-31\"", []string{
		"events.yaml:14: inchon-landing: date: \"1950-09-31\" is not a date: there is no day 31 in September 1950",
	}},
	{"DateIsMapping", "figures.yaml", "date: \"1948/1950\"", "date: {is: \"1948\"}", []string{
		"figures.yaml:8: telegrams: date is a mapping",
	}},
	{"TimestampIsText", "organizations.yaml", "founded: 1949-10-01", "founded: 1949-10-01 10:00:00", []string{
		"organizations.yaml:1: china: founded: \"1949-10-01 10:00:00\" is not a date: it has a time of day; write the day alone",
	}},
	{"BornAfterDied", "people.yaml", "active: ", "died: \"1897\"\n  active: ", []string{
		"offices.yaml:7: cpva-commander.peng-dehuai: the tenure (1950-10-08/1954-09) begins after peng-dehuai died (1897)",
		"people.yaml:12: peng-dehuai: birth (1898) comes after death (1897)",
		"people.yaml:13: peng-dehuai: being active (1950/1958) comes after death (1897)",
	}},
	{"DissolvedBeforeFounded", "organizations.yaml", "founded: 1949-10-01", "founded: 1949-10-01, dissolved: 1948", []string{
		"organizations.yaml:1: china: founding (1949-10-01) comes after dissolution (1948)",
	}},
	{"TenureReversed", "offices.yaml", "1950-10-08/1954-09", "1954-09/1950-10-08", []string{
		"offices.yaml:7: cpva-commander holders 1: held: \"1954-09/1950-10-08\" is not a date: it ends before it begins",
	}},
	{"TenureAfterDeath", "people.yaml", "active: ", "died: \"1949\"\n  active: ", []string{
		"offices.yaml:7: cpva-commander.peng-dehuai: the tenure (1950-10-08/1954-09) begins after peng-dehuai died (1949)",
		"people.yaml:13: peng-dehuai: being active (1950/1958) comes after death (1949)",
	}},
	{"TenuresOverlap", "offices.yaml", "", "    - {who: pak-hon-yong, held: 1952/1955, cite: [agov-2013 p. 231]}\n", []string{
		"offices.yaml:8: cpva-commander: pak-hon-yong (1952/1955) overlaps with peng-dehuai (1950-10-08/1954-09, offices.yaml:7) in an office of one seat",
	}},
	{"TenureInsideAnother", "offices.yaml", "", "    - {who: pak-hon-yong, held: 1952-05-01, cite: [agov-2013 p. 231]}\n", []string{
		"offices.yaml:8: cpva-commander: pak-hon-yong (1952-05-01) overlaps with peng-dehuai (1950-10-08/1954-09, offices.yaml:7) in an office of one seat",
	}},
	{"PartOutsideWhole", "events.yaml", "is: \"1950-09-15\"", "is: \"1953-09-15\"", []string{
		"events.yaml:16: inchon-landing (1953-09-15) lies outside korean-war (1950-06-25/1953-07-27), of which it is a part",
		"events.yaml:27: chinas-entry (1950-10-19) begins before its cause inchon-landing (1953-09-15)",
	}},
	{"CauseAfterEffect", "events.yaml", "is: \"1950-10-19\"", "is: \"1950-07\"", []string{
		"events.yaml:27: chinas-entry (1950-07) begins before its cause inchon-landing (1950-09-15)",
	}},
	{"EventOutsidePeriod", "events.yaml", "date: {is: \"1950-10-19\", standing: disputed, dispute: day-of-chinas-entry}\n  part_of: korean-war\n  causes: [{event: inchon-landing, cite: [agov-2013 p. 233]}]", "date: \"1984-10-19\"", []string{
		"events.yaml:25: chinas-entry: 1984-10-19 lies outside the pack's period (1943/1976)",
	}},
	{"InForceBeforeSignature", "agreements.yaml", "\"1961-09-10\"", "\"1960\"", []string{
		"agreements.yaml:6: sino-korean-treaty: signature (1961-07-11) comes after coming into force (1960)",
	}},
	{"Uncited", "terms.yaml", "  cite: [banzato-2014 §2]\n", "", []string{
		"terms.yaml:1: juche: the term is not cited",
	}},
	{"UncitedStatement", "offices.yaml", ", cite: [agov-2013 p. 231]", "", []string{
		"offices.yaml:7: cpva-commander.peng-dehuai: the statement is not cited",
	}},
	{"UncitedSide", "disputes.yaml", ", cite: [agov-2013 p. 232]", "", []string{
		"disputes.yaml:7: day-of-chinas-entry.october-25: the statement is not cited",
	}},
	{"EmptyCite", "terms.yaml", "cite: [banzato-2014 §2]", "cite: []", []string{
		"terms.yaml:1: juche: the term is not cited",
	}},
	{"UnknownSource", "terms.yaml", "banzato-2014 §2", "banzato-2015 §2", []string{
		"terms.yaml:7: juche: unknown source \"banzato-2015\"",
	}},
	{"PageOutside", "agreements.yaml", "p. 250", "p. 263", []string{
		"agreements.yaml:9: sino-korean-treaty.peng-dehuai: agov-2013 has pages 225-262, not p. 263",
	}},
	{"PagesBackwards", "people.yaml", "pp. 231-233 n. 14", "pp. 233-31", []string{
		"people.yaml:24: pak-hon-yong: \"pp. 233-31\" runs backwards",
	}},
	{"UnknownSection", "terms.yaml", "banzato-2014 §2", "banzato-2014 §2.1", []string{
		"terms.yaml:7: juche: banzato-2014 has no section \"2.1\"",
	}},
	{"WrongLocator", "terms.yaml", "banzato-2014 §2", "banzato-2014 p. 2", []string{
		"terms.yaml:7: juche: banzato-2014 is cited by section, not by \"p. 2\"",
	}},
	{"NoLocator", "terms.yaml", "banzato-2014 §2", "banzato-2014", []string{
		"terms.yaml:7: juche: banzato-2014 is cited without its section",
	}},
	{"ParagraphZero", "people.yaml", "¶ 4", "¶ 0", []string{
		"people.yaml:30: douglas-macarthur: \"¶ 0\" is counted from 1",
	}},
	{"UnknownUnit", "terms.yaml", "unit: after", "unit: afetr", []string{
		"pack.yaml:11: unit after is empty: no record belongs to it",
		"terms.yaml:6: juche: unknown unit \"afetr\"",
	}},
	{"EmptyUnit", "terms.yaml", "  unit: after\n", "", []string{
		"pack.yaml:11: unit after is empty: no record belongs to it",
	}},
	{"UnitTwice", "pack.yaml", "{id: after, title: After the war}", "{id: after, title: After the war}\n  - {id: after, title: Later}", []string{
		"pack.yaml:12: the unit \"after\" is there twice",
	}},
	{"Theme", "events.yaml", "themes: [war]", "themes: [War and peace]", []string{
		"events.yaml:6: korean-war: the theme \"War and peace\" is not well formed",
	}},
	{"UnknownStanding", "terms.yaml", "unit: after", "unit: after\n  standing: contested", []string{
		"terms.yaml:7: juche: unknown standing \"contested\"",
	}},
	{"DisputedWithoutDispute", "terms.yaml", "unit: after", "unit: after\n  standing: disputed", []string{
		"terms.yaml:7: juche: standing is disputed, but no dispute is named",
	}},
	{"InterpretationWithoutAuthor", "terms.yaml", "unit: after", "unit: after\n  standing: interpretation", []string{
		"terms.yaml:7: juche: standing is interpretation, but no author is named",
	}},
	{"DisputeWithoutStanding", "terms.yaml", "unit: after", "unit: after\n  dispute: day-of-chinas-entry", []string{
		"terms.yaml:7: juche: a dispute is named, but standing is agreed",
	}},
	{"AuthorWithoutStanding", "terms.yaml", "unit: after", "unit: after\n  by: Chen Jian", []string{
		"terms.yaml:7: juche: an author is named, but standing is agreed",
	}},
	{"ViewIsNoPlainFact", "views.yaml", "by: agov-2013", "by: agov-2013\n  standing: agreed", []string{
		"views.yaml:3: agov-on-alliance: a view is always an interpretation",
	}},
	{"SharedName", "people.yaml", "name: Pak Hon-yong", "name: Peng Dé-huái", []string{
		"people.yaml:7: peng-dehuai: the short form \"Peng\" is also the family name of pak-hon-yong (people.yaml:15)",
		"people.yaml:16: pak-hon-yong: the name \"Peng Dé-huái\" is also a form of peng-dehuai (people.yaml:2)",
	}},
	{"SharedNameOtherOrder", "people.yaml", "name: Douglas MacArthur", "name: Hŏn-yŏng Pak", []string{
		"people.yaml:26: douglas-macarthur: the name \"Hŏn-yŏng Pak\" is also a form of pak-hon-yong (people.yaml:19)",
	}},
	{"SharedNameWithThe", "terms.yaml", "name: Juche", "name: The CPVA", []string{
		"terms.yaml:2: juche: the name \"The CPVA\" is also a form of cpva (organizations.yaml:4)",
	}},
	{"ShortFormIsFamilyName", "people.yaml", "text: Peng, system", "text: Pak, system", []string{
		"people.yaml:7: peng-dehuai: the short form \"Pak\" is also the family name of pak-hon-yong (people.yaml:15)",
	}},
	{"UnknownNameSystem", "people.yaml", "system: wade-giles", "system: wade-gilles", []string{
		"people.yaml:5: peng-dehuai names 1: unknown system \"wade-gilles\"",
	}},
	{"HangulInHanja", "people.yaml", "{text: 박헌영, system: hangul", "{text: 朴憲永, system: hangul", []string{
		"people.yaml:20: pak-hon-yong: the hangul form \"朴憲永\" is not written in Hangul",
	}},
	{"HanjaInLatin", "people.yaml", "text: 彭德懷", "text: Peng Te-huai", []string{
		"people.yaml:6: peng-dehuai: the hanja form \"Peng Te-huai\" is not written in Chinese characters",
	}},
	{"HanjaWithoutFrom", "people.yaml", "hanja, from: editors", "hanja", []string{
		"people.yaml:6: peng-dehuai: the hanja form \"彭德懷\" does not say where it is from",
	}},
	{"NameFromUnknownSource", "people.yaml", "hanja, from: editors", "hanja, from: edtors", []string{
		"people.yaml:6: peng-dehuai: from names the unknown source \"edtors\"",
	}},
	{"NameWithoutLetters", "people.yaml", "text: P'eng Te-huai, system: wade-giles", "text: '-', system: corpus", []string{
		"people.yaml:5: peng-dehuai: the form \"-\" has no letters",
	}},
	{"UnknownKind", "events.yaml", "kind: battle", "kind: batle", []string{
		"events.yaml:12: inchon-landing: unknown kind \"batle\"",
	}},
	{"UnknownRole", "people.yaml", "roles: [commander, politician]", "roles: [comander, politician]", []string{
		"people.yaml:10: peng-dehuai: unknown role \"comander\"",
	}},
	{"UnknownClass", "offices.yaml", "class: command", "class: general", []string{
		"offices.yaml:4: cpva-commander: unknown class \"general\"",
	}},
	{"UnknownOrder", "people.yaml", "order: given-first", "order: western", []string{
		"people.yaml:27: douglas-macarthur: unknown order \"western\"",
	}},
	{"MissingOrder", "people.yaml", "  order: given-first\n", "", []string{
		"people.yaml:25: douglas-macarthur: order is missing",
	}},
	{"TooFewWrong", "views.yaml", "[a bond of blood, a mere show, a Soviet plan]", "[a bond of blood, a mere show]", []string{
		"views.yaml:6: agov-on-alliance: wrong answers: 2; at least 3 are needed",
	}},
	{"NoWrong", "views.yaml", "  wrong: [a bond of blood, a mere show, a Soviet plan]\n", "", []string{
		"views.yaml:1: agov-on-alliance: wrong is missing",
	}},
	{"TooFewWrongOfTerm", "terms.yaml", "unit: after", "unit: after\n  wrong: [a dance]", []string{
		"terms.yaml:7: juche: wrong answers: 1; at least 3 are needed",
	}},
	{"WrongIsKey", "views.yaml", "a mere show", "A bond of need.", []string{
		"views.yaml:6: agov-on-alliance: wrong \"A bond of need.\" is the same as the key",
	}},
	{"WrongTwice", "views.yaml", "a mere show", "a Soviet-plan", []string{
		"views.yaml:6: agov-on-alliance: wrong \"a Soviet plan\" is the same as wrong answer 2",
	}},
	{"WrongIsAccepted", "propositions.yaml", "to please Moscow", "Border!", []string{
		"propositions.yaml:6: why-china-entered: wrong \"Border!\" is the same as an accepted answer",
	}},
	{"WrongEntityIsKey", "propositions.yaml", "wrong: [pak-hon-yong, {", "wrong: [peng-dehuai, {", []string{
		"propositions.yaml:14: who-pleaded: wrong \"peng-dehuai\" is the same as the key",
	}},
	{"WrongEntityUnknown", "propositions.yaml", "wrong: [pak-hon-yong, {", "wrong: [stalin, {", []string{
		"propositions.yaml:14: who-pleaded: wrong \"stalin\" is unknown; an entity is expected",
	}},
	{"KeyAndEntity", "propositions.yaml", "entity: peng-dehuai", "entity: peng-dehuai\n  key: Peng", []string{
		"propositions.yaml:14: who-pleaded: there is a key and an entity",
	}},
	{"NoKey", "propositions.yaml", "  entity: peng-dehuai\n  wrong: [pak-hon-yong, {text: douglas-macarthur, why: He fought on the other side.}, north-korea]\n", "  wrong: [a, b, c]\n", []string{
		"propositions.yaml:10: who-pleaded: key is missing",
	}},
	{"AskIsNoQuestion", "figures.yaml", "How many telegrams did Kim send?", "Count the telegrams.", []string{
		"figures.yaml:2: telegrams: ask is no question",
	}},
	{"SecondAskIsNoQuestion", "figures.yaml", "How strong were the volunteers?", "their strength", []string{
		"figures.yaml:11: soldiers: ask is no question",
	}},
	{"NoSourceInAsk", "disputes.yaml", ", according to {source},", "", []string{
		"disputes.yaml:3: day-of-chinas-entry: ask has no {source}",
	}},
	{"OneSide", "disputes.yaml", "    - {id: october-25, by: [agov-2013], claim: on 25 October 1950, statement: Agov says 25 October., cite: [agov-2013 p. 232]}\n", "", []string{
		"disputes.yaml:5: day-of-chinas-entry: a dispute has at least two sides",
	}},
	{"SourceOnTwoSides", "disputes.yaml", "by: [agov-2013]", "by: [agov-2013, banzato-2014]", []string{
		"disputes.yaml:7: day-of-chinas-entry: \"banzato-2014\" is on the sides october-19 and october-25",
	}},
	{"SidesClaimTheSame", "disputes.yaml", "claim: on 25 October 1950", "claim: on 19 October 1950", []string{
		"disputes.yaml:7: day-of-chinas-entry: the sides october-19 and october-25 claim the same",
	}},
	{"WrongIsAClaim", "disputes.yaml", "[on 1 October 1950]", "[on 25 October 1950]", []string{
		"disputes.yaml:8: day-of-chinas-entry: wrong \"on 25 October 1950\" is the claim of october-25",
	}},
	{"NameTellsYear", "events.yaml", "the Inchon landing", "the 1950 Inchon landing", []string{
		"events.yaml:11: inchon-landing: name gives its own date away (1950)",
	}},
	{"DidContainsName", "events.yaml", "did: commanded", "did: commanded the Inchon landing", []string{
		"events.yaml:18: inchon-landing: did of douglas-macarthur contains the event's name",
	}},
	{"OnlyWithoutDid", "events.yaml", "did: commanded, ", "", []string{
		"events.yaml:18: inchon-landing: only of douglas-macarthur stands without did",
	}},
	{"LowAboveValue", "figures.yaml", "low: 250000", "low: 310000", []string{
		"figures.yaml:14: soldiers: low (310000) is above value (300000)",
	}},
	{"ValueAboveHigh", "figures.yaml", "high: 320000.5", "high: 290000", []string{
		"figures.yaml:15: soldiers: value (300000) is above high (290000)",
	}},
	{"NegativeTolerance", "figures.yaml", "value: 48", "value: 48\n  tolerance: -1", []string{
		"figures.yaml:5: telegrams: tolerance is negative",
	}},
	{"FigureUnitIsCourseUnit", "figures.yaml", "unit: telegrams", "unit: war", []string{
		"figures.yaml:5: telegrams: unit \"war\" is a unit of the course",
	}},
	{"QuotationMarks", "quotations.yaml", "\"If the lips are gone, the teeth are cold\"", "\"“If the lips are gone, the teeth are cold”\"", []string{
		"quotations.yaml:1: lips: text stands in quotation marks",
	}},
	{"WhatWithArticle", "places.yaml", "what: port near Seoul", "what: The port near Seoul", []string{
		"places.yaml:4: inchon: what begins with an article",
	}},
	{"WhatWithFullStop", "events.yaml", "far behind the front", "far behind the front.", []string{
		"events.yaml:13: inchon-landing: what ends with a full stop",
	}},
	{"OfficeWithArticle", "offices.yaml", "name: commander of", "name: the commander of", []string{
		"offices.yaml:2: cpva-commander: the office's name begins with an article",
	}},
	{"NoSeats", "offices.yaml", "class: command", "class: command\n  seats: 0", []string{
		"offices.yaml:5: cpva-commander: seats is 0",
	}},
	{"AtWithoutFrom", "places.yaml", "  at_from: editors\n", "", []string{
		"places.yaml:5: inchon: at has no at_from",
	}},
	{"AtFromUnknown", "places.yaml", "at_from: editors", "at_from: wikipedia", []string{
		"places.yaml:6: inchon: at_from names the unknown source \"wikipedia\"",
	}},
	{"AtIsNoPosition", "places.yaml", "[37.456, 126.705]", "[126.705, 37.456]", []string{
		"places.yaml:5: inchon: at is no position",
	}},
	{"SourcePages", "sources.yaml", "pages: 225-262", "pages: 262-225", []string{
		"sources.yaml:1: agov-2013: the last page (225) comes before the first (262)",
	}},
	{"SourceLocator", "sources.yaml", "locator: paragraph", "locator: line", []string{
		"sources.yaml:10: asia-times-2018: unknown locator \"line\"",
	}},
	{"SectionTwice", "sources.yaml", "id: \"2\"", "id: \"1.8\"", []string{
		"sources.yaml:9: banzato-2014: section \"1.8\" is there twice",
		"terms.yaml:7: juche: banzato-2014 has no section \"2\"",
	}},
	{"SignatoryOfNoParty", "agreements.yaml", "for: china", "for: cpva", []string{
		"agreements.yaml:9: sino-korean-treaty: peng-dehuai signed for \"cpva\", which is none of its parties",
	}},
	{"PartyTwice", "agreements.yaml", "are: [china, north-korea]", "are: [china, north-korea, china]", []string{
		"agreements.yaml:8: sino-korean-treaty: the party \"china\" is there twice",
	}},
	{"Orphan", "people.yaml", "", "- {id: nobody, name: Nobody, what: man without a part, roles: [other], cite: [agov-2013 p. 231]}\n", []string{
		"people.yaml:31: nobody: orphan: no record refers to this person, and it states no fact",
	}},
	{"MissingHolders", "offices.yaml", "  holders:\n    - {who: peng-dehuai, held: 1950-10-08/1954-09, cite: [agov-2013 p. 231], importance: 1}\n", "", []string{
		"offices.yaml:1: cpva-commander: holders is missing",
	}},
	{"SecondDocument", "terms.yaml", "", "---\n- {id: x}\n", []string{
		"terms.yaml:8: the file holds more than one document",
	}},
	{"WhoseBirthplace", "people.yaml", "active: ", "birthplace: {is: cpva, cite: [agov-2013 p. 226]}\n  active: ", []string{
		"people.yaml:12: peng-dehuai: birthplace \"cpva\" is an organization (organizations.yaml:3), not a place",
	}},
	{"StatementUnset", "people.yaml", "{is: \"1898\", cite", "{cite", []string{
		"people.yaml:11: peng-dehuai born: is is missing",
	}},
	{"PositionBeforeUnknown", "positions.yaml", "before: north-korea", "before: north-koreans", []string{
		"positions.yaml:4: pengs-position: before \"north-koreans\" is unknown; a person or organization is expected",
	}},
	{"ViewAgainstUnknown", "views.yaml", "[banzato-2014, Chen Jian]", "[banzato-2041, Chen Jian]", []string{
		"views.yaml:3: agov-on-alliance: against \"banzato-2041\" is unknown; a source or view or person or organization is expected",
	}},
	{"ViewByEvent", "views.yaml", "by: agov-2013", "by: korean-war", []string{
		"views.yaml:2: agov-on-alliance: by \"korean-war\" is an event (events.yaml:1), not a source or person",
	}},
	{"AgreementNameTellsYear", "agreements.yaml", "name: the treaty of friendship", "name: the 1961 treaty of friendship", []string{
		"agreements.yaml:2: sino-korean-treaty: name gives its own date away (1961)",
	}},
	{"CoordinateIsText", "places.yaml", "[37.456, 126.705]", "[37.456, \"126.705\"]", []string{
		"places.yaml:5: inchon: a coordinate is \"126.705\"",
		"places.yaml:5: inchon: at is no position",
	}},
	{"MissingSide", "disputes.yaml", "  sides:", "  sidse:", []string{
		"disputes.yaml:1: day-of-chinas-entry: sides is missing",
		"disputes.yaml:5: day-of-chinas-entry: unknown field \"sidse\"",
	}},
}

func TestFaults(t *testing.T) {
	for _, tt := range faultTests {
		t.Run(tt.name, func(t *testing.T) {
			fsys := clean(t)
			edit(t, fsys, tt.file, tt.old, tt.new)
			_, faults := Read(fsys)
			var got []string
			for _, f := range faults {
				got = append(got, f.Pos.String()+": "+f.Message)
				if f.Remedy == "" {
					t.Errorf("%v has no remedy", f)
				}
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}
