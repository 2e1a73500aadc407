package edtf

import "fmt"

var monthNames = [...]string{"January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"}

func yearText(y int) string {
	if y <= 0 {
		return fmt.Sprintf("%d BC", 1-y)
	}
	return fmt.Sprint(y)
}

// bare is m without "about" and "perhaps"; running says that it stands in a sentence ("the spring of 1950").
func (m Moment) bare(running bool) string {
	first, last := m.Nominal()
	y, mon, day := first.YMD()
	ly, _, _ := last.YMD()
	switch m.Precision {
	case ByDay:
		return fmt.Sprintf("%d %s %s", day, monthNames[mon-1], yearText(y))
	case ByMonth:
		return monthNames[mon-1] + " " + yearText(y)
	case BySeason:
		season := [...]string{"", "spring", "summer", "autumn", "winter"}[mon/3]
		year := yearText(y)
		if mon == 12 {
			year = yearRange(y, ly)
		}
		if running {
			return "the " + season + " of " + year
		}
		return season + " " + year
	case ByYear:
		return yearText(y)
	case ByDecade:
		if y > 0 {
			return fmt.Sprintf("the %ds", y)
		}
		return "the years " + yearRange(y, ly)
	case ByCentury:
		return "the years " + yearRange(y, ly)
	}
	return ""
}

// yearRange writes 1950–51, 1999–2000, 59–50 BC.
func yearRange(a, b int) string {
	switch {
	case a > 0 && b == a+1 && b%100 != 0:
		return fmt.Sprintf("%d–%02d", a, b%100)
	case a > 0:
		return fmt.Sprintf("%d–%d", a, b)
	case b <= 0:
		return fmt.Sprintf("%d–%d BC", 1-a, 1-b)
	}
	return yearText(a) + " – AD " + yearText(b)
}

func (m Moment) hedged(running bool, preposition string) string {
	s := m.bare(running)
	if s == "" {
		return ""
	}
	if m.Approximate {
		s = "about " + s
	}
	if preposition != "" {
		s = preposition + " " + s
	}
	if m.Uncertain {
		s = "perhaps " + s
	}
	return s
}

// English is m for people: "19 October 1950", "about October 1950", "perhaps spring 1950", "the 1950s", "winter 1950–51".
// An open or unknown end is "".
func (m Moment) English() string { return m.hedged(false, "") }

// When is m with its preposition: "on 19 October 1950", "in about 1950", "perhaps in the spring of 1950".
func (m Moment) When() string {
	if m.Precision == ByDay {
		return m.hedged(true, "on")
	}
	return m.hedged(true, "in")
}

// English is d for people, as a label: "October 1950", "8 October 1950 – September 1954", "1949–1952", "from 1961 on", "until 1948".
func (d Date) English() string {
	switch {
	case d.IsZero():
		return ""
	case !d.Span:
		return d.Start.English()
	case d.Start.Precision == None || d.End.Precision == None:
		return d.oneSided()
	}
	if s := d.collapsed(); s != "" {
		return s
	}
	return d.Start.English() + " – " + d.End.English()
}

func (d Date) oneSided() string {
	switch {
	case d.End.Precision != None:
		return "until " + d.End.hedged(true, "")
	case d.OpenEnd:
		return "from " + d.Start.hedged(true, "") + " on"
	}
	return "from " + d.Start.hedged(true, "") + ", end unknown"
}

// collapsed says once what both ends share: "8–12 October 1950", "April–May 1950", "8 October – 2 November 1950", "1949–1952".
func (d Date) collapsed() string {
	a, b := d.Start, d.End
	if a.Precision != b.Precision || a.qualifier()+b.qualifier() != "" {
		return ""
	}
	y1, m1, d1 := a.First.YMD()
	y2, m2, d2 := b.First.YMD()
	switch {
	case a == b:
		return a.English()
	case a.Precision == ByYear && y1 > 0:
		return fmt.Sprintf("%d–%d", y1, y2)
	case y1 != y2 || a.Precision == BySeason:
		return ""
	case a.Precision == ByMonth:
		return fmt.Sprintf("%s–%s %s", monthNames[m1-1], monthNames[m2-1], yearText(y1))
	case a.Precision == ByDay && m1 == m2:
		return fmt.Sprintf("%d–%d %s %s", d1, d2, monthNames[m1-1], yearText(y1))
	case a.Precision == ByDay:
		return fmt.Sprintf("%d %s – %d %s %s", d1, monthNames[m1-1], d2, monthNames[m2-1], yearText(y1))
	}
	return ""
}

// When is d with its preposition, inside a sentence about something that happened then: "on 19 October 1950", "in October 1950",
// "in the spring of 1950", "in about 1950", "between 8 October 1950 and September 1954", "from 1961 on", "until 1948".
func (d Date) When() string { return d.phrase("between", "and") }

// FromTo is When for what lasted: "from 8 October 1950 to September 1954"; a single moment reads as in When.
func (d Date) FromTo() string { return d.phrase("from", "to") }

func (d Date) phrase(from, to string) string {
	switch {
	case d.IsZero():
		return ""
	case !d.Span || d.Start == d.End:
		return d.Start.When()
	case d.Start.Precision == None || d.End.Precision == None:
		return d.oneSided()
	}
	return from + " " + d.startBesideEnd() + " " + to + " " + d.End.hedged(true, "")
}

// startBesideEnd is the start without what the end says again: "8" beside "12 October 1950", "April" beside "May 1950".
func (d Date) startBesideEnd() string {
	a, b := d.Start, d.End
	if a.Precision != b.Precision || a.Precision < ByMonth || a.qualifier()+b.qualifier() != "" {
		return a.hedged(true, "")
	}
	y1, m1, d1 := a.First.YMD()
	y2, m2, _ := b.First.YMD()
	switch {
	case y1 != y2:
		return a.bare(true)
	case a.Precision == ByMonth:
		return monthNames[m1-1]
	case m1 == m2:
		return fmt.Sprint(d1)
	}
	return fmt.Sprintf("%d %s", d1, monthNames[m1-1])
}
