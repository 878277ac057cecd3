//! Builders for tests (development only): deliveries written as small tables in the test itself, and the shipped catalogues.
//!
//! Does not know engines, storage or commands. It panics on a test that is written wrongly, and says where.
//!
//! ```
//! let register = testkit::table("resident-register", "2023-01-31", "
//!     * | 氏名 #name =child.name | 生年月日 #birth-date | 世帯番号 #household | 続柄 #relation
//!     1 | 山田 太郎            | 1980-05-01          | H1                | 世帯主
//!     2 | 山田 花子            | 2009-05-01          | H1                | 子
//! ").system("住民記録システム");
//! let (tables, resolutions) = testkit::gather(vec![register]);
//! assert_eq!((tables[0].rows, resolutions[0].persons.as_slice()), (2, &[1, 2][..]));
//! ```

mod cells;
mod delivered;
mod header;
mod presets;

pub use delivered::{Delivered, gather, table};
pub use presets::{day, open_purpose, preset};
