//! Levels of dates as (year, month, day). Month or day 0 means that it is not known, and agrees with nothing.

/// Year, month, day.
pub(super) type Parts = (i32, u32, u32);

/// How many of year, month and day agree.
pub(super) fn common_parts(a: Parts, b: Parts) -> usize {
    usize::from(a.0 == b.0) + usize::from(a.1 == b.1 && a.1 != 0) + usize::from(a.2 == b.2 && a.2 != 0)
}

/// Same month and day.
pub(super) const fn same_day_of_year(a: Parts, b: Parts) -> bool {
    a.1 == b.1 && a.2 == b.2 && a.1 != 0 && a.2 != 0
}

/// Same year and month.
pub(super) const fn same_month(a: Parts, b: Parts) -> bool {
    a.0 == b.0 && a.1 == b.1 && a.1 != 0
}

/// Same year, day and month swapped.
pub(super) const fn day_month_swap(a: Parts, b: Parts) -> bool {
    a.0 == b.0 && a.1 == b.2 && a.2 == b.1 && a.1 != 0 && a.2 != 0
}

/// One era written for another.
pub(super) fn era_slip(a: Parts, b: Parts) -> bool {
    matches!((day(a), day(b)), (Some(a), Some(b)) if japanese::date::era_slip(a, b).is_some())
}

/// One of them is 1 January of the year, or the first of the month, or says no more than that.
pub(super) const fn estimated(a: Parts, b: Parts) -> bool {
    const fn rounded(rough: Parts, date: Parts) -> bool {
        rough.0 == date.0 && (rough.1 == 0 || rough.1 == 1 && rough.2 == 1 || rough.1 == date.1 && rough.2 <= 1)
    }
    rounded(a, b) || rounded(b, a)
}

/// The calendar day, where there is one.
pub(crate) fn day(date: (i32, u32, u32)) -> Option<jiff::civil::Date> {
    jiff::civil::Date::new(i16::try_from(date.0).ok()?, i8::try_from(date.1).ok()?, i8::try_from(date.2).ok()?).ok()
}
