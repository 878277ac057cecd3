//! One child while its rules are asked: sheets and circles are read once.

use std::cell::{Cell, OnceCell, RefCell};
use std::rc::Rc;

use catalog::rule::Circle;
use domain::PersonId;
use jiff::civil::Date;

use crate::scan::{Scans, Sheet, Test};
use crate::view::{Cover, View};

/// A child with what has been read about it and its family so far.
pub(crate) struct Asker<'s, 'k> {
    pub child: PersonId,
    /// The day a window `since` begins, for the indicator that is being asked.
    pub since: Cell<Option<Date>>,
    scans: &'s Scans<'k>,
    view: &'s View<'k>,
    sheets: RefCell<Vec<Rc<Sheet<'s, 'k>>>>,
    circles: [OnceCell<Vec<PersonId>>; 10],
}

impl<'s, 'k> Asker<'s, 'k> {
    pub(crate) fn new(child: PersonId, scans: &'s Scans<'k>, view: &'s View<'k>) -> Self {
        Self { child, since: Cell::new(None), scans, view, sheets: RefCell::default(), circles: Default::default() }
    }

    /// What is known of a person.
    pub(crate) fn sheet(&self, person: PersonId) -> Rc<Sheet<'s, 'k>> {
        if let Some(sheet) = self.sheets.borrow().iter().find(|sheet| sheet.person == person) {
            return Rc::clone(sheet);
        }
        let sheet = Rc::new(self.scans.sheet(person));
        self.sheets.borrow_mut().push(Rc::clone(&sheet));
        sheet
    }

    /// The people of a circle; never the child itself, except for [`Circle::Child`].
    pub(crate) fn circle(&self, circle: Circle) -> &[PersonId] {
        let place = match circle {
            Circle::Child => 0,
            Circle::Parents => 1,
            Circle::Siblings => 2,
            Circle::Household => 3,
            Circle::Dwelling => 4,
            Circle::Guardians => 5,
            Circle::Adults => 6,
            Circle::ParentsAtHome => 7,
            Circle::Grandparents => 8,
            Circle::OwnHousehold => 9,
        };
        self.circles[place].get_or_init(|| self.view.circle(self.child, circle))
    }

    /// Whether deliveries speak for the item of a test of a person in a month.
    pub(crate) fn cover(&self, test: Test, person: PersonId, month: Date) -> Cover {
        self.scans.cover(self.view, test, person, month)
    }
}
