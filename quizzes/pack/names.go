package pack

import (
	"fmt"
	"strings"
	"unicode"
)

// scripts are what the forms of a system are written in.
var scripts = map[string]struct {
	table   *unicode.RangeTable
	name    string
	foreign bool // no script of an English text: a form must say where it is from
}{
	"hangul":            {unicode.Hangul, "Hangul", true},
	"hanja":             {unicode.Han, "Chinese characters", true},
	"hanzi-simplified":  {unicode.Han, "Chinese characters", true},
	"hanzi-traditional": {unicode.Han, "Chinese characters", true},
	"russian":           {unicode.Cyrillic, "Cyrillic letters", true},
	"mccune-reischauer": {unicode.Latin, "Latin letters", false},
	"revised":           {unicode.Latin, "Latin letters", false},
	"dprk":              {unicode.Latin, "Latin letters", false},
	"pinyin":            {unicode.Latin, "Latin letters", false},
	"wade-giles":        {unicode.Latin, "Latin letters", false},
}

// written tells whether all letters of s belong to the script, and that there is one.
func written(s string, script *unicode.RangeTable) bool {
	some := false
	for _, r := range s {
		switch {
		case unicode.Is(script, r):
			some = true
		case unicode.IsLetter(r) && !unicode.Is(unicode.Common, r):
			return false
		}
	}
	return some
}

// entity checks the names of an entity.
func (c *checker) entity(e *Entity) {
	if e.Name != "" && Fold(e.Name) == "" {
		c.fault(c.at(e.Pos, "name"), "write the name", "%s: name %q has no letters", e.ID, clip(e.Name))
	}
	what := strings.ToLower(e.What)
	if strings.HasPrefix(what, "the ") || strings.HasPrefix(what, "a ") || strings.HasPrefix(what, "an ") {
		c.fault(c.at(e.Pos, "what"), "leave the article out", "%s: what begins with an article", e.ID)
	}
	c.noFullStop(c.at(e.Pos, "what"), e.ID, "what", e.What)
	for i, n := range e.Names {
		pos := c.at(e.Pos, fmt.Sprintf("names[%d]", i))
		if n.Text == "" {
			continue
		}
		if Fold(n.Text) == "" {
			c.fault(pos, "write the name", "%s: the form %q has no letters", e.ID, clip(n.Text))
		}
		s, ok := scripts[n.System]
		if ok && !written(n.Text, s.table) {
			c.fault(pos, "mend the form or its system", "%s: the %s form %q is not written in %s", e.ID, n.System, clip(n.Text), s.name)
		}
		switch {
		case ok && s.foreign && n.From == "":
			c.fault(pos, "add `from: editors` or the id of a source", "%s: the %s form %q does not say where it is from", e.ID, n.System, clip(n.Text))
		case n.From != "" && n.From != "editors" && c.source[n.From] == nil && !c.broken:
			c.fault(pos, didYouMean(n.From, append(c.idsOf([]string{"source"}), "editors"), "write editors or the id of a source"), "%s: from names the unknown source %q", e.ID, clip(n.From))
		}
	}
}

// names reports forms that two entities share, and short forms that are other people's family names.
func (c *checker) names() {
	type owner struct {
		*Entity
		orders func(Name) []string // the form in other orders; nil for what has none
	}
	owners, told := map[string]owner{}, map[[2]string]bool{}
	claim := func(o owner, forms []string) {
		for _, form := range forms {
			first, taken := owners[form]
			if !taken {
				owners[form] = o
				continue
			}
			if first.ID == o.ID || told[[2]string{first.ID, o.ID}] {
				continue
			}
			told[[2]string{first.ID, o.ID}] = true
			pos, text := c.whereForm(o.Entity, o.orders, form)
			other, _ := c.whereForm(first.Entity, first.orders, form)
			c.fault(pos, "no two entities may share a form, whatever its case, hyphens, diacritics or name order: lengthen or remove one",
				"%s: the name %q is also a form of %s (%s)", o.ID, clip(text), first.ID, other)
		}
	}
	for i := range c.People {
		claim(owner{&c.People[i].Entity, otherOrders}, c.People[i].FoldedForms())
	}
	for i := range c.Organizations {
		claim(owner{&c.Organizations[i].Entity, nil}, c.Organizations[i].FoldedForms())
	}
	for i := range c.Places {
		claim(owner{&c.Places[i].Entity, nil}, c.Places[i].FoldedForms())
	}
	for i := range c.Terms {
		claim(owner{&c.Terms[i].Entity, nil}, c.Terms[i].FoldedForms())
	}
	families := map[string][]*Person{}
	for i := range c.People {
		p := &c.People[i]
		if f := Fold(p.FamilyName()); f != "" {
			families[f] = append(families[f], p)
		}
	}
	for i := range c.People {
		p := &c.People[i]
		for j, n := range p.Names {
			if n.System != "short" {
				continue
			}
			for _, other := range families[Fold(n.Text)] {
				// The sources call one man plainly Mao; his son, who matters less, does not take that from him.
				if other.ID != p.ID && p.Importance >= other.Importance {
					c.fault(c.at(p.Pos, fmt.Sprintf("names[%d]", j)), "a short form belongs to nobody else in the pack; remove it", "%s: the short form %q is also the family name of %s (%s)", p.ID, clip(n.Text), other.ID, other.Pos)
					break
				}
			}
		}
	}
}

func otherOrders(n Name) []string {
	if !n.ordered() {
		return nil
	}
	return []string{firstToEnd(n.Text), lastToFront(n.Text)}
}

// whereForm finds where the folded form of an entity stands and how it is written there.
func (c *checker) whereForm(e *Entity, orders func(Name) []string, form string) (Pos, string) {
	if Fold(e.Name) == form {
		return c.at(e.Pos, "name"), e.Name
	}
	for i, n := range e.Names {
		if Fold(n.Text) == form {
			return c.at(e.Pos, fmt.Sprintf("names[%d]", i)), n.Text
		}
	}
	if orders != nil {
		for i, n := range e.Names {
			for _, s := range orders(n) {
				if Fold(s) == form {
					return c.at(e.Pos, fmt.Sprintf("names[%d]", i)), n.Text
				}
			}
		}
	}
	return c.at(e.Pos, "name"), e.Name // in the other order or with its article
}
