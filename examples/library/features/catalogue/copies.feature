@catalogue
Feature: Copies
  Every copy has a barcode, and stays in the catalogue until it is withdrawn.

  Background:
    Given today is 2024-03-04
    And the titles
      | title | author     | year | copies |
      | Rain  | Mia Tanaka | 1999 | B-101  |
    And the members
      | name      | born       |
      | Ada Novak | 1980-05-17 |

  Scenario: A second copy
    When copy B-102 is added to "Rain"
    Then the copies of "Rain" are
      | barcode | state     |
      | B-101   | available |
      | B-102   | available |

  Scenario: A barcode is used once
    When the staff tries to add copy B-101 to "Rain"
    Then it is refused: barcode B-101 is on a copy of 'Rain'

  Scenario: A worn copy is withdrawn
    When copy B-101 is withdrawn
    And copy B-101 is withdrawn
    Then there are no copies of "Rain"

  Scenario: A copy on loan has to come back before it is withdrawn
    Given Ada Novak borrows B-101
    When the staff tries to withdraw copy B-101
    Then it is refused: copy B-101 is on loan

  Scenario: A withdrawn copy cannot be borrowed
    When copy B-101 is withdrawn
    And Ada Novak tries to borrow B-101
    Then it is refused: copy B-101 is withdrawn
