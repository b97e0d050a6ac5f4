@money
Feature: Debts
  The rule below is a rule for behave 1.3; behave 1.2.6 reads its line as description.

  Rule: Who owes ten or more borrows nothing
    Background:
      Given today is 2024-03-04
      And the members
        | name      | born       |
        | Ada Novak | 1980-05-17 |
      And the titles
        | title | author     | year | copies |
        | Rain  | Mia Tanaka | 1999 | B-101  |

    Scenario: Paying a part is enough
      Given Ada Novak is charged 12.00 for lateness
      When Ada Novak pays 2.01
      And Ada Novak borrows B-101
      Then Ada Novak has 1 loans

    Scenario: A lost copy counts, too
      Given Ada Novak is charged for a lost book
      When Ada Novak tries to borrow B-101
      Then it is refused: Ada Novak owes 25.00
