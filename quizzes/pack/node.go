package pack

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"go.yaml.in/yaml/v4"
	"golang.org/x/text/unicode/norm"

	"yalu/quizzes/edtf"
)

// reader turns the YAML nodes of one file into records and notes every fault on the way.
type reader struct {
	pack   *Pack
	file   string
	root   *yaml.Node // nil when there is nothing to read
	broken bool       // the file could not be parsed
	faults []Fault
}

// line remembers where a field of the record or statement at Pos stands.
type lineOf struct {
	Pos
	field string
}

// at is where a field of the record or statement at pos stands; pos itself when that is not known.
func (p *Pack) at(pos Pos, field string) Pos {
	if line, ok := p.lines[lineOf{pos, field}]; ok {
		return Pos{pos.File, line}
	}
	return pos
}

func (r *reader) fault(line int, remedy, format string, args ...any) {
	r.faults = append(r.faults, Fault{Pos{r.file, line}, fmt.Sprintf(format, args...), remedy})
}

// object is a mapping being read: each field is asked for once, and what nobody asked for is a fault.
type object struct {
	*reader
	pos    Pos
	label  string // names the object in messages
	keys   []*yaml.Node
	values map[string]*yaml.Node
	known  []string
}

func (r *reader) object(n *yaml.Node, line int, label string) *object {
	if n.Kind != yaml.MappingNode {
		r.wrongType(n, line, label, "a mapping of fields (`name: value`)")
		return nil
	}
	r.refuseExtras(n)
	o := &object{reader: r, pos: Pos{r.file, line}, label: label, values: make(map[string]*yaml.Node, len(n.Content)/2)}
	if !strings.Contains(label, " ") { // a record is called by its id, its parts by it
		for i := 0; i+1 < len(n.Content); i += 2 {
			if id := n.Content[i+1]; n.Content[i].Value == "id" && id.Kind == yaml.ScalarNode && id.Value != "" {
				o.label = clip(id.Value)
			}
		}
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		k, v := n.Content[i], n.Content[i+1]
		if k.Kind != yaml.ScalarNode {
			r.fault(k.Line, "field names are single words", "%s: a field name is missing", o.label)
			continue
		}
		r.refuseExtras(k)
		if _, twice := o.values[k.Value]; twice {
			r.fault(k.Line, "keep one of them", "%s: field %q is there twice", o.label, clip(k.Value))
			continue
		}
		o.keys = append(o.keys, k)
		o.values[k.Value] = v
		r.pack.lines[lineOf{o.pos, k.Value}] = k.Line
	}
	return o
}

// close reports the fields that nobody asked for.
func (o *object) close() {
	for _, k := range o.keys {
		if !slices.Contains(o.known, k.Value) {
			known := slices.Clone(o.known)
			slices.Sort(known)
			o.fault(k.Line, didYouMean(k.Value, known, "fields here: "+strings.Join(known, ", ")), "%s: unknown field %q", o.label, clip(k.Value))
		}
	}
}

// get is the value of a field, nil when it is absent, empty or no value at all.
func (o *object) get(key string) *yaml.Node {
	o.known = append(o.known, key)
	n := o.values[key]
	if n == nil {
		return nil
	}
	if n.Kind == yaml.AliasNode {
		o.fault(n.Line, "write the value out", "%s: %s is a reference to another place of the file", o.label, key)
		return nil
	}
	o.refuseExtras(n)
	if n.Kind == yaml.ScalarNode && (n.ShortTag() == "!!null" || strings.TrimSpace(n.Value) == "") {
		o.fault(o.line(key), "give it a value or remove it", "%s: %s is empty", o.label, key)
		return nil
	}
	return n
}

func (o *object) has(key string) bool { return o.values[key] != nil }

// line is where the field's key stands.
func (o *object) line(key string) int { return o.pack.at(o.pos, key).Line }

// need reports a field that must be there.
func (o *object) need(keys ...string) {
	for _, key := range keys {
		if !o.has(key) {
			o.fault(o.pos.Line, "add it", "%s: %s is missing", o.label, key)
		}
	}
}

func (r *reader) refuseExtras(n *yaml.Node) {
	if n.Anchor != "" {
		r.fault(n.Line, "write each value out where it belongs", "anchors (&%s) are not used in packs", clip(n.Anchor))
	}
	if n.Style&yaml.TaggedStyle != 0 {
		r.fault(n.Line, "remove it", "tags (%s) are not used in packs", clip(n.Tag))
	}
}

func (r *reader) wrongType(n *yaml.Node, line int, label, want string) {
	is := "something else"
	switch n.Kind {
	case yaml.MappingNode:
		is = "a mapping"
	case yaml.SequenceNode:
		is = "a list"
	case yaml.AliasNode:
		is = "a reference to another place of the file"
	case yaml.ScalarNode:
		is = fmt.Sprintf("%q", clip(n.Value))
		if n.Value == "" {
			is = "empty"
		}
	}
	r.fault(line, "write "+want, "%s is %s", label, is)
}

const (
	maxText  = 4096 // bytes of one value
	maxList  = 1000 // entries of a list inside a record
	maxNames = 60   // forms of one name
)

// scalar is the text of a value exactly as it is written, whatever YAML would make of it (1950-10-19 is no timestamp here).
func (r *reader) scalar(n *yaml.Node, line int, label string) (string, bool) {
	if n.Kind != yaml.ScalarNode {
		r.wrongType(n, line, label, "a plain text")
		return "", false
	}
	r.refuseExtras(n)
	s := n.Value
	switch {
	case len(s) > maxText:
		r.fault(line, fmt.Sprintf("shorten it to %d bytes", maxText), "%s is too long (%d bytes)", label, len(s))
		return "", false
	case !utf8.ValidString(s):
		r.fault(line, "save the file as UTF-8", "%s is not UTF-8", label)
		return "", false
	}
	s = norm.NFC.String(strings.TrimSpace(s))
	if strings.ContainsFunc(s, func(r rune) bool { return unicode.IsControl(r) && r != '\n' && r != '\t' }) {
		r.fault(line, "remove them", "%s contains control characters", label)
		return "", false
	}
	return typographic(strings.Join(strings.Fields(s), " ")), true
}

// typographic sets the typewriter's apostrophe as print does, so that all texts of a pack agree. Only one that follows a
// letter or digit is an apostrophe for sure.
func typographic(s string) string {
	if !strings.Contains(s, "'") {
		return s
	}
	var b strings.Builder
	last := ' '
	for _, r := range s {
		if r == '\'' && (unicode.IsLetter(last) || unicode.IsDigit(last)) {
			r = '’'
		}
		b.WriteRune(r)
		last = r
	}
	return b.String()
}

// text is a field of one line; "" when it is absent.
func (o *object) text(key string) string {
	n := o.get(key)
	if n == nil {
		return ""
	}
	s, _ := o.scalar(n, o.line(key), o.label+": "+key)
	return s
}

// oneOf is a text out of a vocabulary.
func (o *object) oneOf(key string, vocabulary []string) string {
	s := o.text(key)
	o.inVocabulary(o.line(key), key, s, vocabulary)
	return s
}

func (o *object) inVocabulary(line int, key, s string, vocabulary []string) {
	if s != "" && !slices.Contains(vocabulary, s) {
		o.fault(line, didYouMean(s, vocabulary, "choose one of "+strings.Join(vocabulary, ", ")), "%s: unknown %s %q", o.label, key, clip(s))
	}
}

// list are the elements of a list field.
func (o *object) list(key string) []*yaml.Node {
	n := o.get(key)
	if n == nil {
		return nil
	}
	if n.Kind != yaml.SequenceNode {
		o.wrongType(n, o.line(key), o.label+": "+key, "a list (`["+key+" …]` or one `- ` line each)")
		return nil
	}
	most := maxList
	if key == "names" {
		most = maxNames
	}
	if len(n.Content) > most {
		o.fault(n.Content[most].Line, "split the record", "%s: %s has more than %d entries", o.label, key, most)
		n.Content = n.Content[:most]
	}
	for i, e := range n.Content {
		o.pack.lines[lineOf{o.pos, fmt.Sprintf("%s[%d]", key, i)}] = e.Line
	}
	return n.Content
}

func (o *object) element(key string, n *yaml.Node) (string, bool) {
	label := o.label + ": an entry of " + key
	if n.Kind == yaml.ScalarNode && (n.ShortTag() == "!!null" || strings.TrimSpace(n.Value) == "") {
		o.fault(n.Line, "fill it or remove it", "%s is empty", label)
		return "", false
	}
	return o.scalar(n, n.Line, label)
}

// texts is a list of texts.
func (o *object) texts(key string) []string {
	var list []string
	for _, n := range o.list(key) {
		s, _ := o.element(key, n) // an entry with a fault keeps its place, so that lines stay right
		list = append(list, s)
	}
	return list
}

// oneOrMore is a text or a list of texts.
func (o *object) oneOrMore(key string) []string {
	if n := o.values[key]; n != nil && n.Kind == yaml.SequenceNode {
		return o.texts(key)
	}
	if s := o.text(key); s != "" {
		return []string{s}
	}
	return nil
}

func (o *object) flag(key string) bool {
	n := o.get(key)
	if n == nil {
		return false
	}
	if n.Kind == yaml.ScalarNode && n.Style&(yaml.SingleQuotedStyle|yaml.DoubleQuotedStyle) == 0 {
		switch n.Value {
		case "true":
			return true
		case "false":
			return false
		}
	}
	o.wrongType(n, o.line(key), o.label+": "+key, "true or false")
	return false
}

// number is a decimal number; ok is false when it is absent or none.
func (o *object) number(key string) (v float64, ok bool) {
	n := o.get(key)
	if n == nil {
		return 0, false
	}
	return o.numberOf(n, o.line(key), o.label+": "+key)
}

func (r *reader) numberOf(n *yaml.Node, line int, label string) (float64, bool) {
	const want = "a number in digits, without quotes, spaces or commas (1200000, 4.5)"
	if n.Kind != yaml.ScalarNode || n.Style&(yaml.SingleQuotedStyle|yaml.DoubleQuotedStyle|yaml.LiteralStyle|yaml.FoldedStyle) != 0 {
		r.wrongType(n, line, label, want)
		return 0, false
	}
	plain := strings.Trim(n.Value, "0123456789.-") == "" && !strings.HasSuffix(n.Value, ".")
	v, err := strconv.ParseFloat(n.Value, 64)
	if err != nil || !plain || math.Abs(v) > 1e15 {
		r.wrongType(n, line, label, want)
		return 0, false
	}
	return v, true
}

// whole is a whole number, otherwise when it is absent or none.
func (o *object) whole(key string, otherwise int) int {
	v, ok := o.number(key)
	if !ok {
		return otherwise
	}
	if v != math.Trunc(v) || math.Abs(v) > 1e9 {
		o.fault(o.line(key), "write a whole number", "%s: %s is %v", o.label, key, v)
		return otherwise
	}
	return int(v)
}

func (o *object) date(key string) edtf.Date {
	n := o.get(key)
	if n == nil {
		return edtf.Date{}
	}
	return o.dateOf(n, o.line(key), key)
}

func (o *object) dateOf(n *yaml.Node, line int, key string) edtf.Date {
	if n.Kind != yaml.ScalarNode {
		o.wrongType(n, line, o.label+": "+key, "the date alone (\"1950-10-19\")")
		return edtf.Date{}
	}
	s, ok := o.scalar(n, line, o.label+": "+key)
	if !ok {
		return edtf.Date{}
	}
	d, err := edtf.Parse(s)
	if err != nil {
		o.fault(line, "dates are EDTF level 1: 1950-10-19, 1950-10, 1950~, 1950-10/1953-07-27, 1961/..", "%s: %s: %v", o.label, key, err)
	}
	return d
}

// objects are the mappings of a list field.
func (o *object) objects(key string) []*object {
	var list []*object
	for i, n := range o.list(key) {
		if e := o.reader.object(n, n.Line, fmt.Sprintf("%s %s %d", o.label, key, i+1)); e != nil {
			list = append(list, e)
		}
	}
	return list
}

// clip keeps foreign text in messages short.
func clip(s string) string {
	const most = 60
	if utf8.RuneCountInString(s) <= most {
		return s
	}
	return string([]rune(s)[:most]) + "…"
}
