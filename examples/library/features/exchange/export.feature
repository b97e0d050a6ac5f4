@exchange
Feature: Exporting titles and loans

  Background:
    Given today is 2024-03-04
    And the titles
      | title       | author     | year | kind | age | isbn          | copies      |
      | Rain        | Mia Tanaka | 1999 | book |     | 9780306406157 | B-101 B-102 |
      | Night Train | Olaf Berg  | 1971 | film | 16  |               | F-201       |
    And the members
      | name      | born       |
      | Ada Novak | 1980-05-17 |

  Scenario: Titles
    When the titles are exported
    Then the exported file is
      """
      isbn,title,author,year,kind,minimum_age,barcodes
      ,Night Train,Olaf Berg,1971,film,16,F-201
      9780306406157,Rain,Mia Tanaka,1999,book,,B-101 B-102
      """

  Scenario: Loans
    Given Ada Novak borrows B-101
    And Ada Novak borrows F-201
    When the loans are exported
    Then the exported file is
      """
      barcode,title,member,lent,due,renewals
      F-201,Night Train,M0001,2024-03-04,2024-03-11,0
      B-101,Rain,M0001,2024-03-04,2024-04-01,0
      """
