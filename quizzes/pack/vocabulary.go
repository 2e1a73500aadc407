package pack

// The closed lists of docs/pack-format.md.
var (
	// NameSystems are the systems a form of a name may belong to.
	NameSystems = []string{"mccune-reischauer", "revised", "dprk", "pinyin", "wade-giles", "hangul", "hanja", "hanzi-simplified", "hanzi-traditional",
		"russian", "abbreviation", "short", "translation", "pseudonym", "corpus"}

	locators          = []string{"page", "section", "paragraph"}
	nameOrders        = []string{"family-first", "given-first"}
	roles             = []string{"politician", "commander", "diplomat", "revolutionary", "scholar", "monarch", "other"}
	organizationKinds = []string{"state", "government", "party", "army", "unit", "ministry", "committee", "alliance", "movement", "body", "newspaper", "company"}
	placeKinds        = []string{"country", "region", "province", "city", "village", "river", "mountain", "lake", "island", "line", "building", "monument"}
	officeClasses     = []string{"command", "ambassador", "head-of-state", "head-of-government", "party-leader", "minister", "envoy", "legislator", "adviser", "other"}
	eventKinds        = []string{"war", "battle", "meeting", "conference", "visit", "decision", "declaration", "founding", "election", "purge", "movement",
		"message", "aid", "death", "withdrawal", "incident", "other"}
	agreementKinds   = []string{"treaty", "armistice", "protocol", "communique", "declaration", "accord", "other"}
	propositionKinds = []string{"cause", "aim", "condition", "consequence", "means", "content", "meaning"}
)
