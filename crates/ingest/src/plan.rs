//! How one file is read, settled from its header: which columns, in which form, with which cleansing.

use domain::{ColumnMeta, Delivery, Role, SourceId};
use japanese::text::Encoding;
use jiff::civil::Date;

use crate::admit::Admitted;
use crate::cells::Dialect;
use crate::cleanse::Cleanser;
use crate::layout::Layout;
use crate::notebook::Notebook;
use crate::outcome::AsOfOrigin;

/// How one file is read. It is known as soon as the header was seen, before the first row group comes.
#[derive(Debug)]
pub struct Plan {
    pub(crate) file: String,
    pub(crate) layout: Layout,
    pub(crate) form: Form,
    /// Headers as delivered, all of them, then those of given columns.
    pub(crate) titles: Vec<String>,
    /// Columns of the file, without the given ones.
    pub(crate) delivered: usize,
    /// Columns cut from each record: stored ones first, in the order of the definition, then those only looked at.
    pub(crate) columns: Vec<PlannedColumn>,
    /// How many of them are stored.
    pub(crate) stored: usize,
    /// Columns that name a slice, as places in `columns`.
    pub(crate) slice: Vec<usize>,
    /// Columns of the file that name a record; empty when the definition has no key.
    pub(crate) key: Vec<usize>,
    /// Columns of the file whose values must be empty in a total line.
    pub(crate) identity: Vec<usize>,
    /// The exporter leaves out empty cells at the end of a row.
    pub(crate) short_rows: bool,
    /// Folded first cells of total lines of this source.
    pub(crate) total_words: Vec<String>,
    pub(crate) admitted: Admitted,
    pub(crate) without: Vec<String>,
    pub(crate) without_columns: Vec<usize>,
    pub(crate) as_of: Date,
    pub(crate) as_of_origin: AsOfOrigin,
    pub(crate) notes: Notebook,
    /// Columns as findings name them: with the group above where several have one name.
    pub(crate) told: Vec<String>,
    /// Far fewer rows than before are right, a person says.
    pub(crate) accept_shrink: bool,
}

/// How the records stand in the file.
#[derive(Debug, Clone)]
pub(crate) struct Form {
    pub(crate) dialect: Dialect,
    pub(crate) encoding: Encoding,
    /// Records up to and including the header (blank ones uncounted) that are passed over.
    pub(crate) skip: usize,
    /// Fixed width: first byte (from 0) and length of each column.
    pub(crate) fixed: Option<Vec<(usize, usize)>>,
    /// `CSV`, `Excel` …, for people.
    pub(crate) name: String,
}

/// One column that is cut from each record.
#[derive(Debug)]
pub(crate) struct PlannedColumn {
    /// Place in the file, from 0.
    pub(crate) position: usize,
    /// Columns of the file whose cells follow this one's.
    pub(crate) joined: Vec<usize>,
    /// The value of every row, when the file has no such column; `position` then lies behind the columns of the file.
    pub(crate) given: Option<String>,
    pub(crate) meta: ColumnMeta,
    pub(crate) cleanser: Cleanser,
    /// How the slice text calls it.
    pub(crate) slice_name: String,
}

impl Plan {
    /// The source that was recognised.
    #[must_use]
    pub fn source(&self) -> SourceId {
        self.layout.id()
    }

    /// The data owner of the source.
    #[must_use]
    pub fn owner(&self) -> domain::OwnerId {
        domain::OwnerId::new(&self.layout.source.owner)
    }

    /// The stored columns, in the order in which row groups carry them.
    pub fn columns(&self) -> impl Iterator<Item = &ColumnMeta> {
        self.columns[..self.stored].iter().map(|column| &column.meta)
    }

    /// Roles of the source, primary first.
    #[must_use]
    pub fn roles(&self) -> &[Role] {
        &self.layout.roles
    }

    /// The date the delivery speaks for.
    #[must_use]
    pub const fn as_of(&self) -> Date {
        self.as_of
    }

    /// Where that date comes from.
    #[must_use]
    pub const fn as_of_origin(&self) -> AsOfOrigin {
        self.as_of_origin
    }

    /// Whether a file of the same bytes and another name says the same: the columns whose values stand in the name (`from_name`).
    #[must_use]
    pub fn names_as(&self, other: &str) -> bool {
        crate::given::same_in_names(&self.layout, &self.titles[self.delivered..], &self.file, other)
    }

    /// The file.
    #[must_use]
    pub fn file(&self) -> &str {
        &self.file
    }

    /// What the delivery replaces.
    #[must_use]
    pub fn delivery(&self) -> Delivery {
        use catalog::source::DeliveryKind;
        match self.layout.source.delivery.kind {
            DeliveryKind::Full => Delivery::Full,
            DeliveryKind::Slice => Delivery::Slice,
            DeliveryKind::Addition => Delivery::Addition,
        }
    }

    pub(crate) fn width(&self) -> usize {
        self.delivered
    }
}
