//! The truth about the town, for evaluation only: who each mention is, and what troubles each child.

use std::fmt::Write as _;
use std::io;

use crate::Town;
use crate::child::{Care, Child, Place, Truancy};
use crate::days::day;
use crate::numbers;
use crate::sheet::Want;
use crate::world::World;

type Write = fn(&Town, &mut dyn io::Write) -> io::Result<()>;

/// The files and who writes them.
pub(crate) static FILES: [(&str, Write); 4] = [
    ("truth/persons.csv", persons),
    ("truth/references.csv", references),
    ("truth/latent.csv", latent),
    ("truth/README.md", readme),
];

const MENTIONS: &[u8] = b"file,row,role,person_id\n";

fn persons(town: &Town, out: &mut dyn io::Write) -> io::Result<()> {
    mentions(town, out, true)
}

fn references(town: &Town, out: &mut dyn io::Write) -> io::Result<()> {
    mentions(town, out, false)
}

fn mentions(town: &Town, out: &mut dyn io::Write, names_people: bool) -> io::Result<()> {
    out.write_all(MENTIONS)?;
    for delivery in &town.deliveries {
        if delivery.names_people == names_people && delivery.source != "attendance-daily" {
            delivery.write(&town.world, out, Want::Truth(&delivery.file))?;
        }
    }
    Ok(())
}

/// Labels of a child, each 0 or 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Labels {
    pub(crate) family_care: bool,
    pub(crate) young_carer: bool,
    pub(crate) truant: bool,
    pub(crate) coming_truancy: bool,
    pub(crate) neglect: bool,
    pub(crate) unseen: bool,
    pub(crate) hardship: bool,
    pub(crate) consulted: bool,
}

/// Absent days of a child of a public school in the year, over all its stays.
pub(crate) fn absences(world: &World) -> Vec<u32> {
    let mut absent = vec![0; world.children.len()];
    for (index, stay) in world.schools.enrolments.iter().enumerate() {
        absent[stay.child as usize] += world.days.of(index).iter().filter(|&&code| day::absent(code)).count() as u32;
    }
    absent
}

/// Days after the data within which truancy that begins counts as coming: about half a school year.
const HORIZON: usize = 100;

/// The labels of a child, given its absent days in the data.
pub(crate) fn labels(world: &World, child: &Child, absent: u32, consulted: bool) -> Labels {
    let drawn = match child.truancy {
        Truancy::Never => false,
        Truancy::Continuing => true,
        Truancy::Begins(begins, _) => usize::from(begins) < world.days.width + HORIZON,
    } && child.place == Place::Public;
    Labels {
        family_care: child.care != Care::None,
        young_carer: child.care == Care::Excessive,
        truant: drawn && absent >= 30,
        coming_truancy: drawn && absent < 30,
        neglect: child.neglected,
        unseen: child.unseen || child.place == Place::Unknown,
        hardship: child.poor,
        consulted,
    }
}

fn latent(town: &Town, out: &mut dyn io::Write) -> io::Result<()> {
    let world = &town.world;
    out.write_all(b"source,record_key,grade,public_school,family_care,young_carer,truant,coming_truancy,neglect,unseen,hardship,consulted\n")?;
    let absent = absences(world);
    let mut consulted = vec![false; world.children.len()];
    for case in &world.cases {
        consulted[case.child as usize] = true;
    }
    let mut line = String::new();
    for (index, child) in world.children.iter().enumerate() {
        let labels = labels(world, child, absent[index], consulted[index]);
        line.clear();
        let _ = write!(
            line,
            "resident-register,{},{},{}",
            numbers::atena(child.person),
            child.grade,
            u8::from(child.place == Place::Public)
        );
        for label in [
            labels.family_care,
            labels.young_carer,
            labels.truant,
            labels.coming_truancy,
            labels.neglect,
            labels.unseen,
            labels.hardship,
            labels.consulted,
        ] {
            line.push_str(if label { ",1" } else { ",0" });
        }
        line.push('\n');
        out.write_all(line.as_bytes())?;
    }
    Ok(())
}

fn readme(_: &Town, out: &mut dyn io::Write) -> io::Result<()> {
    out.write_all(README.as_bytes())
}

const README: &str = "\
# 正解データ（見本の町） / The truth about the synthetic town

評価専用です。取込・名寄せ・判定には使わないでください。For `evaluate` only; never import it.

- `persons.csv`: `file,row,role,person_id` - who each named mention is (`row` counts records from 1).
- `references.csv`: the same for rows that only refer to a person (daily attendance left out).
- `latent.csv`: one line per child of the resident register (`record_key` = 宛名番号), labels 0/1:
  - `family_care` looks after family by own account; `young_carer` to an extent that takes the time to play and study;
  - `truant` truant with 30 or more absent days in the data; `coming_truancy` not there yet, but truancy has begun or will begin
    within half a school year after the data;
  - `neglect` neglected or maltreated, known or not; `unseen` seen by nobody, or of unknown school;
  - `hardship` a poor family; `consulted` came for help (a biased sample of the troubled).
  `grade` (1-9 compulsory school, 0 and below before it) and `public_school` are for choosing whom to evaluate.
";
