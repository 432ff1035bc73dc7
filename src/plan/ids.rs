//! Ids and tables: every entity is a row, named by a number that fits its table alone.

use std::marker::PhantomData;
use std::ops::{Index, IndexMut};

/// A row's number in the [`Table`] of its kind.
pub trait Id: Copy + Eq + Ord {
    /// The id of row `index`.
    ///
    /// # Panics
    /// If `index` does not fit into the id; a checked plan keeps far below.
    fn from_index(index: usize) -> Self;
    /// The row.
    fn index(self) -> usize;
}

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident($number:ty))*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub $number);

        impl $crate::plan::Id for $name {
            #[inline]
            fn from_index(index: usize) -> Self {
                $name(<$number>::try_from(index).expect("the check keeps tables short enough for their ids"))
            }
            #[inline]
            fn index(self) -> usize {
                self.0 as usize
            }
        }
    )*};
}
pub(crate) use ids;

impl VehicleId {
    /// The first `count` vehicles.
    pub fn all(count: u32) -> impl DoubleEndedIterator<Item = VehicleId> {
        (0..count).map(VehicleId)
    }
}

ids! {
    /// A place: pickup, drop-off, hospital, depot.
    SiteId(u16)
    /// A directed way between two sites.
    RouteId(u32)
    /// People of one kind at one site.
    GroupId(u32)
    /// Vehicles of one class.
    FleetId(u16)
    /// One vehicle; the vehicles of a fleet have consecutive ids.
    VehicleId(u32)
    /// A pickup as one fleet finds it; the pickups of a fleet have consecutive ids.
    PickupId(u32)
    /// A list of phases that rules some fleets.
    MovementId(u32)
    /// A place on a route where vehicles are checked.
    CheckpointId(u32)
    /// A time in which something is closed.
    SuspensionId(u32)
    /// Somebody who counts.
    ObserverId(u16)
}

/// A column or table indexed by its own kind of id.
#[derive(Clone, Debug, PartialEq)]
pub struct Table<I, T> {
    rows: Vec<T>,
    kind: PhantomData<I>,
}

impl<I: Id, T> Table<I, T> {
    /// A table of these rows.
    #[must_use]
    pub fn new(rows: Vec<T>) -> Self {
        Table { rows, kind: PhantomData }
    }

    /// A column of `len` copies of `value`.
    #[must_use]
    pub fn filled(len: usize, value: T) -> Self
    where
        T: Clone,
    {
        Table::new(vec![value; len])
    }

    /// How many rows there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The ids of all rows, in order.
    pub fn ids(&self) -> impl DoubleEndedIterator<Item = I> + use<I, T> {
        (0..self.rows.len()).map(I::from_index)
    }

    /// The rows with their ids, in order.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = (I, &T)> {
        self.rows.iter().enumerate().map(|(index, row)| (I::from_index(index), row))
    }

    /// The rows without their ids.
    #[must_use]
    pub fn rows(&self) -> &[T] {
        &self.rows
    }

    /// The rows without their ids, to be changed.
    pub fn rows_mut(&mut self) -> &mut [T] {
        &mut self.rows
    }

    /// Makes every row `value`, keeping the memory.
    pub fn reset(&mut self, value: T)
    where
        T: Clone,
    {
        self.rows.fill(value);
    }
}

impl<I: Id, T> Index<I> for Table<I, T> {
    type Output = T;
    #[inline]
    fn index(&self, id: I) -> &T {
        &self.rows[id.index()]
    }
}

impl<I: Id, T> IndexMut<I> for Table<I, T> {
    #[inline]
    fn index_mut(&mut self, id: I) -> &mut T {
        &mut self.rows[id.index()]
    }
}

impl<I: Id, T> FromIterator<T> for Table<I, T> {
    fn from_iter<R: IntoIterator<Item = T>>(rows: R) -> Self {
        Table::new(rows.into_iter().collect())
    }
}
