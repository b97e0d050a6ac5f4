@reports
Feature: Overdue loans

  Background:
    Given today is 2024-03-04
    And the members
      | name      | born       |
      | Ada Novak | 1980-05-17 |
    And the titles
      | title       | author     | year | kind | copies |
      | Rain        | Mia Tanaka | 1999 | book | B-101  |
      | Night Train | Olaf Berg  | 1971 | film | F-201  |
    And Ada Novak borrows B-101
    And Ada Novak borrows F-201

  Scenario: With what they have cost so far
    When it is 2024-03-18
    And the overdue loans are reported
    Then the report is
      """
      Overdue on 2024-03-18
      Member     Title        Due         Days  Fine
      Ada Novak  Night Train  2024-03-11     7  6.00
      """
