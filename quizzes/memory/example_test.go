package memory_test

import (
	"fmt"
	"time"

	"yalu/quizzes/memory"
)

// A sitting: ask, answer, ask again, until nothing is left for today.
func Example() {
	zone := time.FixedZone("KST", 9*60*60)
	calendar := memory.NewCalendar(zone)
	settings := memory.DefaultSettings()
	now := time.Date(2026, 3, 9, 20, 0, 0, 0, zone)

	items := []memory.Item{
		{Fact: "crossing-date", Memory: memory.Memory{Fact: "crossing-date"}, Unit: 1, Importance: 1, Mentions: []string{"crossing"}},
		{Fact: "treaty-date", Memory: memory.Memory{Fact: "treaty-date"}, Unit: 2, Importance: 1, Mentions: []string{"treaty"}},
	}
	sitting := memory.Sitting{Limits: memory.DefaultLimits()}
	for {
		sitting.Now, sitting.Day = now, calendar.Day(now)
		item, reason := memory.Next(items, sitting)
		if reason == memory.Done {
			break
		}
		form := memory.ChooseForm([]string{"choose", "type"}, item.Memory, 1)
		rating := memory.Good
		if reason == memory.First && item.Fact == "treaty-date" {
			rating = memory.Again
		}
		fmt.Println(reason, item.Fact, form, rating)

		for i := range items {
			if items[i].Fact == item.Fact {
				items[i].Memory = settings.Apply(item.Memory, rating, now, form, calendar, nil)
			}
		}
		if reason == memory.First {
			sitting.NewToday++
		}
		sitting.Recent = append([]memory.Asked{item.Asked()}, sitting.Recent...)
		now = now.Add(20 * time.Second)
	}
	for _, item := range items {
		fmt.Println(item.Fact, "comes back on", item.Memory.DueDay)
	}
	// Output:
	// new crossing-date choose good
	// new treaty-date choose again
	// step crossing-date type good
	// step treaty-date type good
	// step treaty-date choose good
	// crossing-date comes back on 2026-03-11
	// treaty-date comes back on 2026-03-10
}
