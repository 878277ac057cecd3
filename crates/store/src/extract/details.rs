//! The small tables beside a delivery: its columns, dropped items, purposes and findings; many rows per statement.

use domain::Severity;
use sqlx::QueryBuilder;

use super::record::ExtractRecord;
use crate::dialect::Database;
use crate::error::StoreError;
use crate::store::Txn;

/// Rows of one statement: a database takes some thousands of bound values.
const ROWS_AT_ONCE: usize = 500;

impl Txn {
    /// Which items stand in which columns, which were dropped, and for which purposes.
    pub(super) async fn columns_insert(&mut self, id: i64, record: &ExtractRecord) -> Result<(), StoreError> {
        for columns in record.columns.chunks(ROWS_AT_ONCE) {
            QueryBuilder::<Database>::new("INSERT INTO extract_column (extract_id, ordinal, item, role, part) ")
                .push_values(columns, |mut row, column| {
                    row.push_bind(id)
                        .push_bind(i64::from(column.ordinal))
                        .push_bind(column.item.as_ref().map(|item| item.as_str()))
                        .push_bind(i64::from(column.role))
                        .push_bind(column.field.as_ref().map(domain::Field::name));
                })
                .build()
                .execute(&mut *self.inner)
                .await?;
        }
        let dropped = record.dropped.iter().filter_map(|dropped| dropped.item.as_ref());
        let dropped: Vec<_> = dropped.enumerate().collect();
        for items in dropped.chunks(ROWS_AT_ONCE) {
            QueryBuilder::<Database>::new("INSERT INTO extract_item_dropped (extract_id, place, item) ")
                .push_values(items, |mut row, (place, item)| {
                    row.push_bind(id).push_bind(*place as i64).push_bind(item.as_str());
                })
                .build()
                .execute(&mut *self.inner)
                .await?;
        }
        let purposes: std::collections::BTreeSet<_> = record.purposes.iter().collect();
        let purposes: Vec<_> = purposes.into_iter().collect();
        for purposes in purposes.chunks(ROWS_AT_ONCE) {
            QueryBuilder::<Database>::new("INSERT INTO extract_purpose (extract_id, purpose) ")
                .push_values(purposes, |mut row, purpose| {
                    row.push_bind(id).push_bind(purpose.as_str());
                })
                .build()
                .execute(&mut *self.inner)
                .await?;
        }
        Ok(())
    }

    /// Findings, counted, with the places of a few examples; never a value.
    pub(super) async fn findings_insert(&mut self, id: i64, record: &ExtractRecord) -> Result<(), StoreError> {
        let findings: Vec<_> = record.findings.iter().enumerate().collect();
        for findings in findings.chunks(ROWS_AT_ONCE) {
            QueryBuilder::<Database>::new("INSERT INTO finding (extract_id, place, severity, kind, cells) ")
                .push_values(findings, |mut row, (place, finding)| {
                    let severity = match finding.severity {
                        Severity::Alert => "alert",
                        Severity::Error => "error",
                    };
                    row.push_bind(id)
                        .push_bind(*place as i64)
                        .push_bind(severity)
                        .push_bind(finding.kind.0)
                        .push_bind(finding.count as i64);
                })
                .build()
                .execute(&mut *self.inner)
                .await?;
        }
        let examples: Vec<_> = findings
            .iter()
            .flat_map(|(place, finding)| {
                finding.examples.iter().enumerate().map(move |(example, at)| (*place, example, *at))
            })
            .collect();
        for examples in examples.chunks(ROWS_AT_ONCE) {
            QueryBuilder::<Database>::new(
                "INSERT INTO finding_example (extract_id, place, example, record_no, line_no, column_no) ",
            )
            .push_values(examples, |mut row, (place, example, (record_no, line_no, column_no))| {
                row.push_bind(id)
                    .push_bind(*place as i64)
                    .push_bind(*example as i64)
                    .push_bind(i64::from(*record_no))
                    .push_bind(i64::from(*line_no))
                    .push_bind(i64::from(*column_no));
            })
            .build()
            .execute(&mut *self.inner)
            .await?;
        }
        Ok(())
    }
}
