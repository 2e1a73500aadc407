package edtf

// FromYMD is the day of a proleptic Gregorian date; year 0 is 1 BC. Months and days out of range are carried over as
// time.Date does (month 13 is January of the next year, day 0 the last day of the month before). Use Exists to refuse them.
func FromYMD(year, month, day int) Day {
	m := int64(year)*12 + int64(month) - 1
	y, mm := floorDiv(m, 12), floorMod(m, 12)+1
	return clamp(civil(y, mm) + int64(day) - 1)
}

// civil counts the days from 1970-01-01 to the first of a month (Howard Hinnant, "chrono-compatible low-level date algorithms").
func civil(y, m int64) int64 {
	if m <= 2 {
		y--
	}
	era := floorDiv(y, 400)
	yoe := y - era*400
	doy := (153*floorMod(m+9, 12) + 2) / 5
	doe := yoe*365 + yoe/4 - yoe/100 + doy
	return era*146097 + doe - 719468
}

// YMD is the calendar date of a day. It means nothing for Earliest and Latest.
func (d Day) YMD() (year, month, day int) {
	z := int64(d) + 719468
	era := floorDiv(z, 146097)
	doe := z - era*146097
	yoe := (doe - doe/1460 + doe/36524 - doe/146096) / 365
	doy := doe - (365*yoe + yoe/4 - yoe/100)
	mp := (5*doy + 2) / 153
	dd := doy - (153*mp+2)/5 + 1
	m := mp + 3
	y := yoe + era*400
	if m > 12 {
		m -= 12
		y++
	}
	return int(y), int(m), int(dd)
}

// Exists tells whether the calendar has that day.
func Exists(year, month, day int) bool {
	return month >= 1 && month <= 12 && day >= 1 && day <= DaysIn(year, month)
}

// DaysIn is the length of a month, 28 to 31.
func DaysIn(year, month int) int {
	switch month {
	case 2:
		if year%4 == 0 && (year%100 != 0 || year%400 == 0) {
			return 29
		}
		return 28
	case 4, 6, 9, 11:
		return 30
	}
	return 31
}

// Month counts calendar months: 12·year + month − 1. The difference of two is their distance in months.
func (d Day) Month() int {
	y, m, _ := d.YMD()
	return y*12 + m - 1
}

// AddMonths moves a day by whole months; a day that the new month does not have becomes its last.
func (d Day) AddMonths(n int) Day {
	if d == Earliest || d == Latest {
		return d
	}
	y, m, day := d.YMD()
	t := int64(y)*12 + int64(m) - 1 + int64(n)
	y, m = int(floorDiv(t, 12)), int(floorMod(t, 12))+1
	return FromYMD(y, m, min(day, DaysIn(y, m)))
}

// AddDays moves a day; Earliest and Latest stay where they are.
func (d Day) AddDays(n int) Day {
	if d == Earliest || d == Latest {
		return d
	}
	return clamp(int64(d) + int64(n))
}

func clamp(n int64) Day { return Day(min(max(n, int64(Earliest)), int64(Latest))) }

func floorDiv(a, b int64) int64 {
	q := a / b
	if a%b < 0 {
		q--
	}
	return q
}

func floorMod(a, b int64) int64 { return a - floorDiv(a, b)*b }
